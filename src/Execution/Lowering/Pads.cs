using MLPipeline.Execution.Compilation;
using MLPipeline.Graphs;

namespace MLPipeline.Execution.Lowering;

/// <summary>What a window's node puts around the image.</summary>
internal static class Pads
{
    /// <summary>Rows above, columns left, rows below, columns right.</summary>
    /// <exception cref="GraphFormatException">The node leaves it to the runtime.</exception>
    public static IReadOnlyList<long> Of(LoweringContext context, Node node) => node.Attributes.GetString("auto_pad", "NOTSET") switch
    {
        "NOTSET" => node.Attributes.GetInts("pads") ?? [0, 0, 0, 0],
        "VALID" => [0, 0, 0, 0],
        var other => throw new GraphFormatException(
            $"Node '{node.Name}' ({node.Operator}) of network '{context.Graph.Name}' has auto_pad {other}; export the network with explicit pads."),
    };
}
