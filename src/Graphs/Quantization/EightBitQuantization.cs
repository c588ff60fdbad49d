using System.Collections.Frozen;

namespace MLPipeline.Graphs;

/// <summary>
/// Computes a network in 8 bits: convolutions and hidden dense layers over codes of 0 to 255, with signed 8-bit weights that have a scale
/// for each output channel, and what lies between them in codes too. Inputs and outputs stay floats.
/// </summary>
/// <remarks>
/// Requires opset 10 or newer, and ranges (<see cref="Measured"/>); run <see cref="ConstantFolding"/> and
/// <see cref="BatchNormalizationFolding"/> first. Unlike other passes it keeps the outputs' values only about: by the roundings to 8 bits.
/// Operators that the ONNX standard lacks are those of ONNX Runtime (domain <c>com.microsoft</c>). The features' pooling and the last
/// dense layer stay floats.
/// </remarks>
/// <param name="plan">The ranges, and what stays in floats.</param>
public sealed class EightBitQuantization(EightBitPlan plan) : GraphPass
{
    /// <summary>The first opset that has QLinearConv.</summary>
    public const int OldestOpset = 10;

    private static readonly EightBitRule[] All =
    [
        new EightBitConvolution(), new EightBitDense(), new EightBitRectifier(), new EightBitAddition(), new EightBitConcatenation(),
        new EightBitMovement(), new EightBitAverage(),
    ];

    private static readonly FrozenDictionary<string, EightBitRule> Rules =
        All.SelectMany(rule => rule.Operators.Select(op => KeyValuePair.Create(op, rule))).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The computed values and inputs whose ranges the pass needs, each once, in the order of the network.</summary>
    public static IReadOnlyList<Value> Measured(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return
        [
            .. graph.Nodes.Where(IsKnown)
                .SelectMany(node => Rules[node.Operator].Measured(graph, node))
                .Where(value => value is { Constant: null, ElementType: ElementType.Float32 })
                .Distinct(),
        ];
    }

    /// <summary>Whether a network, or a part of it, is computed in 8 bits already.</summary>
    public static bool IsQuantized(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Nodes.Any(node =>
            node.Operator is "QLinearConv" or "QLinearMatMul" or "QuantizeLinear" or "ConvInteger" or "MatMulInteger" or "QGemm");
    }

    /// <summary>The nodes that multiply and that the pass computes in 8 bits, in the order of the network.</summary>
    /// <param name="before">The network that the pass was given.</param>
    /// <param name="after">What it made of it.</param>
    public static IReadOnlyList<Node> Layers(Graph before, Graph after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var left = after.Nodes.Where(IsLayer).Select(node => node.Name).ToHashSet(StringComparer.Ordinal);
        return [.. before.Nodes.Where(node => IsLayer(node) && !left.Contains(node.Name))];
    }

    private protected override Value? Rewrite(Rewriting rewriting, Node node) =>
        IsKnown(node) && !plan.Floating.Contains(node.Name)
            ? Rules[node.Operator].Rewrite(new EightBitRewriting(rewriting, plan), rewriting.Graph, node)
            : null;

    private static bool IsLayer(Node node) => IsKnown(node) && Rules[node.Operator].IsLayer;

    private static bool IsKnown(Node node) => node.Domain.Length == 0 && node.Outputs.Count == 1 && Rules.ContainsKey(node.Operator);
}
