using MLPipeline.Graphs;
using MLPipeline.Reference;

namespace MLPipeline.Autodiff.Tests;

/// <summary>The reference evaluator's training operators by hand, above all where differences cannot tell: at kinks and ties.</summary>
public class ReferenceTrainingOperatorTests
{
    [Fact]
    public void SoftmaxCrossEntropy_ByHand()
    {
        // Logits (0, ln 3) have the probabilities 1/4 and 3/4: loss = -0.5 ln(3/4); gradient = p * 0.5 - (0, 0.5).
        var (logits, target) = (new ReferenceTensor([1, 2], [0, Math.Log(3)]), new ReferenceTensor([1, 2], [0, 0.5]));
        var results = Run("SoftmaxCrossEntropy", 2, AttributeMap.Empty, logits, target);
        Assert.Equal(0.5 * Math.Log(4.0 / 3), results[0].Elements[0], 1e-12);
        AssertNear([0.25, 0.75], results[1]);
        AssertNear([0.125, -0.125], Run("SoftmaxCrossEntropyGradient", 1, AttributeMap.Empty, results[1], target)[0]);
    }

    [Fact]
    public void MaxPoolGradient_Ties_GoToTheFirstInRowMajorOrder()
    {
        var x = new ReferenceTensor([1, 1, 2, 3], [1, 7, 7, 7, 7, 1]);
        var attributes = AttributeMap.Empty.With("kernel_shape", 2L, 2L);
        var y = new ReferenceTensor([1, 1, 1, 2], [7, 7]);

        // Windows (1 7 / 7 7) and (7 7 / 7 1): the first largest is element 1 for both.
        AssertNear([0, 5 + 3, 0, 0, 0, 0], Run("MaxPoolGradient", 1, attributes, new([1, 1, 1, 2], [5, 3]), x, y)[0]);
    }

    [Theory]
    [InlineData("ReluGradient", 0)]
    [InlineData("LeakyReluGradient", 0.01)]
    [InlineData("HardSigmoidGradient", 0.2)]
    [InlineData("HardSwishGradient", 0.5)]
    public void ElementwiseGradient_AtZero_IsAsDocumented(string op, double expected) =>
        Assert.Equal(expected, Run(op, 1, AttributeMap.Empty, ReferenceTensor.Scalar(1), ReferenceTensor.Scalar(0))[0].Elements[0], 1e-8);

    [Fact]
    public void ClipGradient_AtItsBounds_IsZero()
    {
        var (dy, x) = (new ReferenceTensor([5], [1, 1, 1, 1, 1]), new ReferenceTensor([5], [-1, 0, 3, 6, 7]));
        AssertNear([0, 0, 1, 0, 0], Run("ClipGradient", 1, AttributeMap.Empty, dy, x, ReferenceTensor.Scalar(0), ReferenceTensor.Scalar(6))[0]);
    }

    [Fact]
    public void DropoutTraining_KeepsWhatItIsToldAndScalesIt()
    {
        var results = Run("DropoutTraining", 2, AttributeMap.Empty.With("ratio", 0.5f).With("index", 0), new ReferenceTensor([6], [1, 2, 3, 4, 5, 6]));
        AssertNear([0, 2, 2, 2, 2, 0], results[1]);
        AssertNear([0, 4, 6, 8, 10, 0], results[0]);
    }

    private static ReferenceTensor[] Run(string op, int count, AttributeMap attributes, params ReferenceTensor[] inputs)
    {
        var builder = new GraphBuilder("one");
        builder.UseDomain(TrainingOperators.Domain, TrainingOperators.Version);
        Value[] values = [.. inputs.Select((input, i) => builder.Input($"x{i}", ElementType.Float32, TensorShape.Of(input.Dimensions)))];
        var results = builder.AddMany(op, values, count, attributes, domain: TrainingOperators.Domain);
        var graph = builder.Build([.. results.Select((result, i) => ($"y{i}", result))]);
        var computed = ReferenceEvaluator.Run(graph, inputs.Select((input, i) => ($"x{i}", input)).ToDictionary());
        return [.. results.Select((_, i) => computed[$"y{i}"])];
    }

    private static void AssertNear(double[] expected, ReferenceTensor actual) =>
        Assert.All(expected.Zip(actual.Elements), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
}
