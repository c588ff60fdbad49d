using MLPipeline.Graphs;

namespace MLPipeline.Autodiff.Tests;

/// <summary>Every rule of the table against central differences.</summary>
public class OperatorGradientTests
{
    private static readonly GradientCase[] Cases =
    [
        .. ElementwiseCases.All, .. ConvolutionCases.All, .. PoolingCases.All, .. NormalizationCases.All, .. MatrixCases.All, .. LayoutCases.All,
        .. LossCases.All,
    ];

    public static TheoryData<string> Names => [.. Cases.Select(each => each.ToString())];

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradient_OfOperator_IsThatOfCentralDifferences(string name) => GradientCheck.Run(Cases.Single(each => each.ToString() == name));

    [Fact]
    public void Table_EveryRule_IsChecked() =>
        Assert.Equal(GradientTable.Operators.Select(each => each.Operator).Order(StringComparer.Ordinal), Cases.Select(each => each.Operator).Distinct().Order(StringComparer.Ordinal));

    // d(x²)/dx = 2 x. One factor in 24 is wrong by half a thousandth, and the check has to see it.
    [Fact]
    public void Run_WrongGradient_IsNoticed()
    {
        var builder = new GraphBuilder("wrong");
        var x = builder.Input("x", ElementType.Float32, TensorShape.Of(24));
        var loss = builder.Add("ReduceSum", [builder.Add("Mul", [x, x])], AttributeMap.Empty.With("keepdims", 0));
        var factors = new float[24];
        Array.Fill(factors, 2f);
        factors[17] = 2.001f;
        var gradient = builder.Add("Mul", [x, builder.Constant("factors", TensorData.FromFloats(factors, 24))]);
        var graph = builder.Build([("loss", loss), ("x.gradient", gradient)]);
        var random = new Random(1);
        var given = new Dictionary<string, Reference.ReferenceTensor> { ["x"] = new([24], Operand.Any(24).Draw(random, 24)) };
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => GradientCheck.Compare(graph, given, ["x"], random, "wrong on purpose"));
    }
}
