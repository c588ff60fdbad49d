using MLPipeline.Graphs;
using MLPipeline.Imaging;

namespace MLPipeline.Inference.Tests;

/// <summary>
/// A network that can be computed by hand: the mean of each colour, divided by 25.5, is the logit of the class of that colour. A purely red
/// image has the logits (10, 0, 0).
/// </summary>
internal sealed record ColourClassifier
{
    public const int Side = 8;

    public static readonly string[] ColourNames = ["red", "green", "blue"];

    public IReadOnlyList<string> Labels { get; init; } = ColourNames;

    public InputContract Input { get; init; } = new() { Resize = ResizeRule.Squash(Side, Side) };

    /// <summary>Whether softmax is inside the network.</summary>
    public bool Softmax { get; init; } = true;

    /// <summary>Whether the input tensor itself is an output under the name of the features.</summary>
    public bool Features { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    public string Output { get; init; } = ModelMetadata.ScoreOutput;

    /// <summary>The probabilities of a uniform image.</summary>
    public static float[] ScoresOf(Rgb colour)
    {
        double[] powers = [Math.Exp(colour.R / 25.5), Math.Exp(colour.G / 25.5), Math.Exp(colour.B / 25.5)];
        return [.. powers.Select(power => (float)(power / powers.Sum()))];
    }

    public static RgbImage Uniform(Rgb colour, int width = 12, int height = 10)
    {
        var pixels = new byte[width * height * 3];
        for (var i = 0; i < pixels.Length; i += 3)
        {
            (pixels[i], pixels[i + 1], pixels[i + 2]) = (colour.R, colour.G, colour.B);
        }

        return new RgbImage(width, height, pixels);
    }

    public static byte[] Png(Rgb colour) => ImageEncoder.EncodePng(Uniform(colour));

    /// <summary>The file with this project's metadata.</summary>
    public byte[] ToBytes() => ToBytes(Metadata ?? ModelMetadata.Write(new ModelContract { Input = Input, Labels = Labels, Provenance = "{\"seed\":1}" }));

    /// <summary>The file as it would come from elsewhere.</summary>
    public byte[] ToForeignBytes() => ToBytes(new Dictionary<string, string>());

    private byte[] ToBytes(IReadOnlyDictionary<string, string> metadata)
    {
        var builder = new GraphBuilder();
        var isNchw = Input.Layout == TensorLayout.Nchw;
        var item = Input.ItemShape();
        var input = builder.Input(ModelMetadata.ImageInput, ElementType.Float32, new TensorShape("batch", item[0], item[1], item[2]));
        var planes = isNchw ? input : builder.Add("Transpose", [input], AttributeMap.Empty.With("perm", 0L, 3L, 1L, 2L));
        var means = builder.Add("Flatten", [builder.Add("GlobalAveragePool", [planes])]);
        var weights = builder.Constant("weights", TensorData.FromFloats([1 / 25.5f, 0, 0, 0, 1 / 25.5f, 0, 0, 0, 1 / 25.5f], 3, 3));
        var score = builder.Add("Gemm", [means, weights]);
        if (Softmax)
        {
            score = builder.Add("Softmax", [score], AttributeMap.Empty.With("axis", 1L));
        }

        List<(string, Value)> outputs = [(Output, score)];
        if (Features)
        {
            outputs.Add((ModelMetadata.FeatureOutput, builder.Add("Flatten", [input])));
        }

        return OnnxWriter.ToBytes(builder.Build(outputs, metadata));
    }
}
