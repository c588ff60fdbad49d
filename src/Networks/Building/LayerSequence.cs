using MLPipeline.Graphs;

namespace MLPipeline.Networks;

/// <summary>Layers one behind the other.</summary>
internal static class LayerSequence
{
    public static Value Write(LayerWriter writer, IReadOnlyList<Layer> layers, Value pixels, int classes)
    {
        return layers.Aggregate(pixels, (x, layer) => layer switch
        {
            Layer.Convolution convolution => writer.Convolution(
                x, layer.Name, new(convolution.Width, convolution.Kernel, Padding: convolution.Padding, HasBias: true)),
            Layer.Normalization => writer.Normalization(x, layer.Name),
            Layer.Relu => writer.Relu(x, layer.Name),
            Layer.MaxPooling => writer.MaxPooling(x, layer.Name, kernel: 2, stride: 2),
            Layer.AveragePooling => writer.AveragePooling(x, layer.Name, kernel: 2, stride: 2),
            Layer.Dropout => writer.Dropout(x, layer.Name),
            Layer.Flatten => writer.Flatten(x, layer.Name),
            Layer.Dense dense => writer.Dense(x, layer.Name, dense.Width ?? classes),
            _ => throw new ArgumentException($"Layer '{layer.Name}' is a {layer.GetType().Name}, of which nothing is known.", nameof(layers)),
        });
    }

    /// <summary>The smallest height and width of which at least one pixel is left.</summary>
    public static int SmallestSize(IReadOnlyList<Layer> layers)
    {
        // From the end: what a layer needs in order to leave so much.
        var size = 1;
        foreach (var layer in layers.Reverse())
        {
            size = layer switch
            {
                Layer.Convolution convolution => Math.Max(1, size + convolution.Kernel - 1 - (2 * convolution.Padding)),
                Layer.MaxPooling or Layer.AveragePooling => 2 * size,
                _ => size,
            };
        }

        return size;
    }
}
