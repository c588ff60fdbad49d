using MLPipeline.Graphs;
using MLPipeline.Reference;

namespace MLPipeline.Autodiff.Tests;

/// <summary>The reference evaluator against ONNX Runtime, for the operators of the standard in all the uses whose gradients are checked.</summary>
public class ReferenceEvaluatorTests
{
    private static readonly AttributeMap Pool = AttributeMap.Empty.With("kernel_shape", 3L, 3L).With("strides", 2L, 2L);

    private static readonly GradientCase[] Cases =
    [
        .. ElementwiseCases.All, .. ConvolutionCases.All, .. PoolingCases.All, .. NormalizationCases.All, .. MatrixCases.All, .. LayoutCases.All,

        // The corners of ceil_mode: a last window partly or wholly in the padding, or beyond it.
        .. from op in new[] { "MaxPool", "AveragePool" }
           from pad in new[] { 0L, 1L }
           from counted in new[] { 0, 1 }
           from length in new[] { 5L, 6L, 7L, 8L }
           where op == "AveragePool" || counted == 0
           select GradientCase.Of(
               op, $"ceil_mode, pads {pad}, counted {counted}, length {length}",
               (op == "AveragePool" ? Pool.With("count_include_pad", counted) : Pool).With("ceil_mode", 1).With("pads", pad, pad, pad, pad),
               Operand.Any(1, 2, length, 7)),
        GradientCase.Of("Expand", "a column", [[2, 3, 4]], Operand.Any(3, 1)),
        GradientCase.Of("Neg", "", AttributeMap.Empty, Operand.Any(5)),
        GradientCase.Of("Gather", "rows", [[2, 0, -1]], Operand.Any(4, 3)),
    ];

    // ONNX Runtime knows neither the training domain nor LRN of even size.
    public static TheoryData<string> Names =>
        [.. Cases.Select(each => each.ToString()).Where(each => !each.Contains("Training:", StringComparison.Ordinal) && !each.Contains("even size", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Run_StandardOperator_AgreesWithOnnxRuntime(string name)
    {
        var what = Cases.First(each => each.ToString() == name);
        var builder = new GraphBuilder("reference", what.Opset);
        Value[] x = [.. what.Operands.Select((operand, i) => builder.Input($"x{i}", ElementType.Float32, TensorShape.Of(operand.Shape)))];
        var graph = builder.Build([("y", what.Write(builder, x))]);
        var random = new Random(5);
        var given = what.Operands.Select((operand, i) => ($"x{i}", new ReferenceTensor(
            operand.Shape, operand.Draw(random, (int)ReferenceTensor.CountOf(operand.Shape))))).ToDictionary();
        RuntimeJudge.AssertAgrees(graph, given);
    }
}
