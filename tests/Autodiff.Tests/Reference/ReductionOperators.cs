using static MLPipeline.Reference.ReferenceEvaluator;

namespace MLPipeline.Reference;

/// <summary>Sums and means over axes.</summary>
internal static class ReductionOperators
{
    public static IEnumerable<KeyValuePair<(string Domain, string Operator), ReferenceOperator>> All { get; } =
    [
        Standard("ReduceSum", call => Sum(call).Sums),
        Standard("ReduceMean", call =>
        {
            var (sums, terms) = Sum(call);
            return sums.Map(sum => sum / terms);
        }),
    ];

    private static (ReferenceTensor Sums, long Terms) Sum(ReferenceCall call)
    {
        var x = call[0];
        var named = call.Integers("axes", 1) ?? [];
        HashSet<int> axes = named.Length > 0 ? [.. named.Select(x.Axis)] : call.Attributes.GetInt("noop_with_empty_axes") != 0 ? [] : [.. Enumerable.Range(0, x.Rank)];
        var sums = ReferenceTensor.Zeros([.. x.Dimensions.Select((length, axis) => axes.Contains(axis) ? 1 : length)]);
        var position = new long[x.Rank];
        for (var i = 0; i < x.Count; i++)
        {
            sums.Elements[sums.IndexOf([.. position.Select((at, axis) => axes.Contains(axis) ? 0 : at)])] += x.Elements[i];
            ReferenceTensor.Advance(position, x.Dimensions);
        }

        var keep = call.Attributes.GetInt("keepdims", 1) != 0;
        return (sums.Reshape([.. sums.Dimensions.Where((_, axis) => keep || !axes.Contains(axis))]), axes.Aggregate(1L, (product, axis) => product * x.Dimensions[axis]));
    }
}
