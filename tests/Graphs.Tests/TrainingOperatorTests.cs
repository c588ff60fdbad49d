namespace MLPipeline.Graphs.Tests;

/// <summary>Shapes of the training domain's results, and its nodes as nobody should write them.</summary>
public class TrainingOperatorTests
{
    private readonly GraphBuilder _builder = new("training");

    public TrainingOperatorTests() => _builder.UseDomain(TrainingOperators.Domain, TrainingOperators.Version);

    public static TheoryData<string> Known =>
        [.. ShapeInference.Operators.Where(each => each.Domain == TrainingOperators.Domain).Select(each => each.Operator).Order(StringComparer.Ordinal)];

    [Fact]
    public void Shapes_OfAllResults_FollowFromTheInputs()
    {
        var x = Input("x", "batch", 4, 9, 7);
        var map = Input("map", "batch", 6, 5, 4);
        var (channels, weights, matrix) = (Input("c", 4), Input("w", 6, 2, 3, 3), Input("m", "batch", 10));
        var group = AttributeMap.Empty.With("group", 2);
        var image = AttributeMap.Empty.With("input_shape", 9L, 7L);

        Assert.Equal(["[]", "[batch, 10]"], Results("SoftmaxCrossEntropy", 2, AttributeMap.Empty, matrix, matrix));
        Assert.Equal(["[batch, 10]"], Results("SoftmaxCrossEntropyGradient", 1, AttributeMap.Empty, matrix, matrix));
        Assert.Equal(["[batch, 4, 9, 7]", "[4]", "[4]", "[4]", "[4]"], Results("BatchNormalizationTraining", 5, AttributeMap.Empty, x, channels, channels, channels, channels, x));
        Assert.Equal(["[batch, 4, 9, 7]", "[4]", "[4]", "[batch, 4, 9, 7]"], Results("BatchNormalizationGradient", 4, AttributeMap.Empty, x, x, null, channels, channels, channels));
        Assert.Equal(["[batch, 4, 9, 7]"], Results("ConvInputGradient", 1, group.With("input_shape", 9L, 7L), map, weights));
        Assert.Equal(["[6, 2, 3, 3]"], Results("ConvWeightGradient", 1, group.With("kernel_shape", 3L, 3L), x, map));
        Assert.Equal(["[batch, 4, 9, 7]"], Results("MaxPoolGradient", 1, AttributeMap.Empty, map, x, map));
        Assert.Equal(["[batch, 6, 9, 7]"], Results("AveragePoolGradient", 1, image, map));
        Assert.Equal(["[batch, 6, 9, 7]"], Results("GlobalAveragePoolGradient", 1, image, map));
        Assert.Equal(["[batch, 4, 9, 7]", "[batch, 4, 9, 7]"], Results("DropoutTraining", 2, AttributeMap.Empty, x));
        foreach (var op in new[] { "Relu", "Clip", "LeakyRelu", "Sigmoid", "HardSigmoid", "HardSwish", "Softmax", "LRN" })
        {
            Assert.Equal(["[batch, 4, 9, 7]"], Results(op + "Gradient", 1, AttributeMap.Empty, x, x));
        }
    }

    [Fact]
    public void Table_KnowsEveryOperatorOfTheDomain() => Assert.Equal(
        typeof(TrainingOperators).GetFields().Where(field => field.Name is not ("Domain" or "Version")).Select(field => (string)field.GetValue(null)!).Order(StringComparer.Ordinal),
        ShapeInference.Operators.Where(each => each.Domain == TrainingOperators.Domain).Select(each => each.Operator).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Known))]
    public void Add_NodeWithTooFewInputsOrOddShapes_IsBuiltOrRefusedButNeverCrashes(string op)
    {
        Value?[] pool = [null, Input("scalar"), Input("vector", 4), Input("x", "batch", 4, 5, 5), _builder.Input("unknown", ElementType.Float32, null)];
        var random = new Random(3);
        for (var i = 0; i < 200; i++)
        {
            var inputs = Enumerable.Range(0, random.Next(7)).Select(_ => pool[random.Next(pool.Length)]).ToArray();
            try
            {
                _builder.AddMany(op, inputs, 1 + random.Next(5), AttributeMap.Empty.With("input_shape", 5L, 5L), domain: TrainingOperators.Domain);
            }
            catch (GraphFormatException)
            {
            }
        }
    }

    [Fact]
    public void Add_ShapesThatDoNotFit_AreFaults()
    {
        var x = Input("x", "batch", 4, 9, 7);
        var (channels, matrix) = (Input("c", 4), Input("m", "batch", 10));
        AssertFault("logits and target must both be [N, K]", () => Results("SoftmaxCrossEntropy", 2, AttributeMap.Empty, matrix, Input("t", "batch", 9)));
        AssertFault("the input has 4 channels, its parameters have 5", () => Results("BatchNormalizationTraining", 5, AttributeMap.Empty, x, Input("five", 5), channels, channels, channels));
        AssertFault("the residual must have the shape of the input", () => Results("BatchNormalizationTraining", 5, AttributeMap.Empty, x, channels, channels, channels, channels, matrix));
        AssertFault("input_shape needs 2 positive lengths", () => Results("GlobalAveragePoolGradient", 1, AttributeMap.Empty, x));
        AssertFault("kernel_shape needs 2 positive lengths", () => Results("ConvWeightGradient", 1, AttributeMap.Empty.With("kernel_shape", 3L, 0L), x, x));
        AssertFault("input 1 may not be left out", () => Results("ReluGradient", 1, AttributeMap.Empty, x));
    }

    private Value Input(string name, params ReadOnlySpan<Dimension> shape) => _builder.Input(name, ElementType.Float32, new TensorShape(shape));

    private string[] Results(string op, int count, AttributeMap attributes, params Value?[] inputs) =>
        [.. _builder.AddMany(op, inputs, count, attributes, domain: TrainingOperators.Domain).Select(result => result.Shape!.ToString())];

    private static void AssertFault(string expected, Action action) =>
        Assert.Contains(expected, Assert.Throws<GraphFormatException>(action).Message, StringComparison.Ordinal);
}
