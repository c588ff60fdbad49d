using System.Collections.Frozen;
using MLPipeline.Execution.Compilation;
using MLPipeline.Graphs;

namespace MLPipeline.Execution.Lowering;

/// <summary>The table of lowerings. An operator that is not in it cannot be computed here; the error names it and its nodes.</summary>
internal static class LoweringTable
{
    private static readonly FrozenDictionary<string, ILowering> Lowerings =
        new ILowering[]
        {
            new ConvolutionLowering(), new NormalizationLowering(), new ActivationLowering(), new ArithmeticLowering(), new PoolLowering(),
            new ReductionLowering(), new ReshapeLowering(), new RegionLowering(), new DropoutLowering(), new LossLowering(), new ResponseNormalizationLowering(),
        }
        .SelectMany(lowering => lowering.Operators.Select(op => KeyValuePair.Create(op, lowering))).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Lowers all nodes in order.</summary>
    /// <exception cref="GraphFormatException">Some operators are not in the table.</exception>
    public static void LowerAll(LoweringContext context, IEnumerable<Node> nodes)
    {
        Node[] all = [.. nodes];
        var unknown = all.Where(node => !Lowerings.ContainsKey(node.Operator)).GroupBy(node => node.Operator)
            .Select(group => $"{group.Key} ({string.Join(", ", group.Select(node => $"'{node.Name}'"))})").ToArray();
        if (unknown.Length > 0)
        {
            throw new GraphFormatException(
                $"Network '{context.Graph.Name}' has operators that cannot be trained on the processor: {string.Join("; ", unknown)}. "
                + "Keep that part of the network frozen, or export it without them.");
        }

        foreach (var node in all) Lowerings[node.Operator].Lower(context, node);
    }
}
