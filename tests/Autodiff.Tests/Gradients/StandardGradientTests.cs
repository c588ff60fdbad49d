using MLPipeline.Graphs;

namespace MLPipeline.Autodiff.Tests;

/// <summary>
/// Gradients that are written with standard operators alone are ordinary ONNX, valid at both ends of the table's range of opsets:
/// ONNX Runtime takes them and computes the same.
/// </summary>
public class StandardGradientTests
{
    private static readonly GradientCase[] Cases = [.. ElementwiseCases.All, .. NormalizationCases.All, .. MatrixCases.All, .. LayoutCases.All];

    public static TheoryData<string, int> Names
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var each in Cases.Where(each => IsStandard(GradientCheck.Build(each).Graph)))
            {
                if (each.Opset < 18) data.Add(each.ToString(), GradientTable.OldestOpset);

                // Since opset 18 the axes of ReduceMean are an input.
                if (each.Opset >= 18 || each.Operator != "ReduceMean") data.Add(each.ToString(), GradientTable.NewestOpset);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradient_OfStandardOperators_IsComputedByOnnxRuntime(string name, int opset)
    {
        var what = Cases.Single(each => each.ToString() == name) with { Opset = opset };
        var (function, graph, _) = GradientCheck.Build(what);
        RuntimeJudge.AssertAgrees(graph, GradientCheck.DrawAll(what, function, new Random(6)));
    }

    private static bool IsStandard(Graph graph) => graph.Nodes.All(node => node.Domain.Length == 0);
}
