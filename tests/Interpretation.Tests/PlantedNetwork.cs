using MLPipeline.Graphs;
using MLPipeline.Imaging;
using MLPipeline.Inference;

namespace MLPipeline.Interpretation.Tests;

/// <summary>
/// Networks whose answers follow from their weights: the last map has two channels of 4 x 4 places, the red and the green part (0 to 1)
/// of an image of 8 x 8 pixels, each place the mean of 2 x 2 pixels.
/// </summary>
internal sealed class PlantedNetwork : IDisposable
{
    public static readonly ModelContract Contract = new()
    {
        Input = new InputContract { Resize = ResizeRule.Squash(8, 8) },
        Labels = ["red", "green"],
    };

    private readonly TemporaryFolder _folder = new();

    /// <summary>A red square of 4 x 4 pixels in the upper left corner, a green one of 2 x 2 in the lower right, black elsewhere.</summary>
    public static RgbImage Squares()
    {
        var pixels = new byte[3 * 8 * 8];
        for (var y = 0; y < 8; y++)
        {
            for (var x = 0; x < 8; x++)
            {
                var at = 3 * ((y * 8) + x);
                if (x < 4 && y < 4) pixels[at] = 255;
                if (x >= 6 && y >= 6) pixels[at + 1] = 255;
            }
        }

        return new RgbImage(8, 8, pixels);
    }

    /// <summary>The network's file.</summary>
    /// <param name="end">From the map <c>[batch, 2, 4, 4]</c> to logits <c>[batch, 2]</c>.</param>
    public string Write(Func<GraphBuilder, Value, Value> end)
    {
        var builder = new GraphBuilder("planted");
        var input = builder.Input(ModelMetadata.ImageInput, ElementType.Float32, new TensorShape("batch", 3, 8, 8));
        const float White = 1 / 255f;
        var filters = builder.Constant("filters", TensorData.FromFloats([White, 0, 0, 0, White, 0], 2, 3, 1, 1));
        var colours = builder.Add("Conv", [input, filters], AttributeMap.Empty.With("kernel_shape", 1L, 1L));
        var halves = builder.Constant("halves", TensorData.FromFloats([.. Enumerable.Repeat(0.25f, 8)], 2, 1, 2, 2));
        var options = AttributeMap.Empty.With("kernel_shape", 2L, 2L).With("strides", 2L, 2L).With("group", 2);
        var map = builder.Add("Relu", [builder.Add("Conv", [colours, halves], options)], name: "map");
        var score = builder.Add("Softmax", [end(builder, map)], AttributeMap.Empty.With("axis", 1));
        var path = _folder.File("planted.onnx");
        OnnxWriter.WriteFile(builder.Build([(ModelMetadata.ScoreOutput, score)]), path);
        return path;
    }

    public void Dispose() => _folder.Dispose();
}
