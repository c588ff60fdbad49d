using MLPipeline.Graphs;

namespace MLPipeline.Networks;

/// <summary>
/// Turns a classifier into one that says where its classes are: the mean over all positions is left out, and the dense layer behind
/// it is applied at every position, as a 1x1 convolution. No training is needed. At 224x224 a ResNet's map has 7x7 positions, a
/// dilated network's 28x28. Thread-safe.
/// </summary>
/// <remarks>Source: Yu, Koltun, Funkhouser, "Dilated Residual Networks" (2017), section 3. The mean of the map over its positions is the logits.</remarks>
public static class ClassMap
{
    /// <summary>The network with the output <c>class_map</c> Float32 <c>[batch, classes, h, w]</c> in place of its logits.</summary>
    /// <param name="graph">A network that ends in the mean over all positions, a Flatten and a dense layer, such as every residual one; it is not changed.</param>
    /// <exception cref="NetworkException">The network ends in another way.</exception>
    public static Graph Of(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var dense = graph.Outputs is [{ Producer: { } last }] && last.Is("Gemm") ? last : throw Fault(graph);
        var weight = dense.Input(1)?.Constant;
        var pooling = dense.Input(0)?.Producer is { } flatten && flatten.Is("Flatten") ? flatten.Input(0)?.Producer : null;
        if (pooling?.Is("GlobalAveragePool") != true || weight is null || !IsPlain(dense)) throw Fault(graph);

        var map = pooling.Inputs[0]!;
        var builder = GraphBuilder.Like(graph);
        var replacements = graph.Inputs.ToDictionary(input => input, input => builder.Input(input.Name, input.ElementType ?? throw Fault(graph), input.Shape));
        var kernel = builder.Constant(dense.Inputs[1]!.Name, weight.Reshape(weight.Dimensions[0], weight.Dimensions[1], 1, 1));
        var bias = dense.Input(2) is { Constant: { } data } value ? builder.Constant(value.Name, data) : null;
        var features = builder.Inline(graph, replacements, map)[map];
        var result = builder.Add("Conv", bias is null ? [features, kernel] : [features, kernel, bias], AttributeMap.Empty.With("kernel_shape", 1L, 1L), dense.Name);
        return builder.Build([("class_map", result)], graph.Metadata);
    }

    /// <summary>Whether the node computes <c>x Wᵀ + b</c> and nothing else.</summary>
    private static bool IsPlain(Node dense) =>
        dense.Attributes.GetInt("transB") == 1 && dense.Attributes.GetInt("transA") == 0
        && dense.Attributes.GetFloat("alpha", 1) == 1 && dense.Attributes.GetFloat("beta", 1) == 1
        && dense.Input(2) is null or { Constant.Dimensions.Count: 1 };

    private static NetworkException Fault(Graph graph) => new(
        $"Network '{graph.Name}' does not end in GlobalAveragePool, Flatten and Gemm over constants, so its dense layer cannot be moved onto the map. Residual networks do.");
}
