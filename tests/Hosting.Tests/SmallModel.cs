using MLPipeline.Graphs;
using MLPipeline.Imaging;
using MLPipeline.Inference;

namespace MLPipeline.Hosting.Tests;

/// <summary>
/// A family of networks that differ in their answers only: the mean brightness of each colour, weighed by a number for each class, plus a
/// bias that depends on the version; then softmax. Files of all versions have the same length.
/// </summary>
internal sealed record SmallModel(int Version)
{
    public const int Side = 8;

    public IReadOnlyList<string> Labels { get; init; } = ["daisy", "rose", "tulip"];

    /// <summary>Whether the scores are probabilities.</summary>
    public bool Softmax { get; init; } = true;

    /// <summary>Whether the input is an output too, under the name of the features.</summary>
    public bool Features { get; init; }

    /// <summary>Whether the network takes batches of one image only.</summary>
    public bool OneImageOnly { get; init; }

    public float Weight { get; init; } = 1 / 255f;

    public static byte[] Png { get; } =
        ImageEncoder.EncodePng(new RgbImage(12, 12, [.. Enumerable.Range(0, 12 * 12 * 3).Select(i => (byte)(i * 7))]));

    /// <summary>What the version answers to <see cref="Png"/>.</summary>
    public float[] Scores()
    {
        using var engine = new PredictionEngine(new MemoryStream(ToBytes()), new PredictionEngineOptions { ThreadsPerRun = 1 });
        return engine.Predict(Png).Scores.ToArray();
    }

    public byte[] ToBytes()
    {
        var classes = Labels.Count;
        var builder = new GraphBuilder();
        var input = builder.Input(
            ModelMetadata.ImageInput,
            ElementType.Float32,
            OneImageOnly ? new TensorShape(1, 3, Side, Side) : new TensorShape("batch", 3, Side, Side));
        var means = builder.Add("Flatten", [builder.Add("GlobalAveragePool", [input])]);
        float[] weights = [.. Enumerable.Range(0, 3 * classes).Select(i => (i % 4) * Weight)];
        float[] biases = [.. Enumerable.Range(0, classes).Select(k => MathF.Sin((3 * Version) + k))];
        var score = builder.Add(
            "Gemm",
            [
                means,
                builder.Constant("weights", TensorData.FromFloats(weights, 3, classes)),
                builder.Constant("biases", TensorData.FromFloats(biases, classes)),
            ]);
        if (Softmax)
        {
            score = builder.Add("Softmax", [score], AttributeMap.Empty.With("axis", 1L));
        }

        List<(string, Value)> outputs = [(ModelMetadata.ScoreOutput, score)];
        if (Features)
        {
            outputs.Add((ModelMetadata.FeatureOutput, builder.Add("Flatten", [input])));
        }

        var contract = new ModelContract { Input = new InputContract { Resize = ResizeRule.Squash(Side, Side) }, Labels = Labels };
        return OnnxWriter.ToBytes(builder.Build(outputs, ModelMetadata.Write(contract)));
    }

    public string Hash() => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(ToBytes()));
}
