using MLPipeline.Graphs;

namespace MLPipeline.Reference;

/// <summary>
/// Computes graphs in double precision with the plainest loops there are: slow, and meant to be right by inspection. It knows the
/// operators of classification networks, those of the training domain, and the standard operators that gradients are written with.
/// Images have two spatial axes; pads are explicit.
/// </summary>
public static class ReferenceEvaluator
{
    private static readonly Dictionary<(string Domain, string Operator), ReferenceOperator> Operators = new(
        new[]
        {
            ElementwiseOperators.All, ConvolutionOperators.All, PoolingOperators.All, NormalizationOperators.All, MatrixOperators.All,
            LayoutOperators.All, ReductionOperators.All, SoftmaxOperators.All, DropoutOperators.All,
        }.SelectMany(all => all));

    /// <summary>Which element is kept of a dropout node when nobody says: four of five, without regard to the ratio.</summary>
    public static bool KeepFourOfFive(long node, long element) => ((element * 3) + node) % 5 != 0;

    /// <summary>All values of a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="given">Tensors by the name of the input, or of the constant that they stand in for.</param>
    /// <param name="keeps">Whether element i of dropout node n (the attribute <c>index</c>) is kept.</param>
    public static IReadOnlyDictionary<string, ReferenceTensor> Run(
        Graph graph, IReadOnlyDictionary<string, ReferenceTensor> given, Func<long, long, bool>? keeps = null)
    {
        var values = new Dictionary<string, ReferenceTensor>(given);
        foreach (var constant in graph.Constants) values.TryAdd(constant.Name, ReferenceTensor.From(constant.Constant!));
        foreach (var node in graph.Nodes)
        {
            if (!Operators.TryGetValue((node.Domain, node.Operator), out var compute)) throw new NotSupportedException($"The reference does not know {node}.");
            var results = compute(new ReferenceCall(node, [.. node.Inputs.Select(input => input is null ? null : values[input.Name])], keeps ?? KeepFourOfFive));
            for (var i = 0; i < node.Outputs.Count; i++)
            {
                if (node.Outputs[i] is { } output) values.Add(output.Name, Checked(output, results[i]));
            }
        }

        return values;
    }

    /// <summary>What is computed must have the shape that was told when the graph was built.</summary>
    private static ReferenceTensor Checked(Value value, ReferenceTensor tensor)
    {
        var fits = value.Shape is not { } shape
            || (shape.Count == tensor.Rank && shape.Zip(tensor.Dimensions).All(pair => !pair.First.IsKnown || pair.First.Length == pair.Second));
        return fits ? tensor : throw new ArgumentException($"{value} was computed as [{string.Join(", ", tensor.Dimensions)}] by {value.Producer}.");
    }

    internal static KeyValuePair<(string Domain, string Operator), ReferenceOperator> Standard(string op, Func<ReferenceCall, ReferenceTensor> compute) =>
        new(("", op), call => [compute(call)]);

    internal static KeyValuePair<(string Domain, string Operator), ReferenceOperator> Training(string op, Func<ReferenceCall, ReferenceTensor> compute) =>
        new((TrainingOperators.Domain, op), call => [compute(call)]);

    internal static KeyValuePair<(string Domain, string Operator), ReferenceOperator> TrainingMany(string op, ReferenceOperator compute) =>
        new((TrainingOperators.Domain, op), compute);
}
