using System.Globalization;
using System.Text;
using MLPipeline.Inference;

namespace MLPipeline.Backbones;

/// <summary>What <c>backbone inspect</c> shows: the contract, and the way from pixels to features.</summary>
public sealed record BackboneDescription
{
    /// <summary>The backbone's name.</summary>
    public required string Name { get; init; }

    /// <summary>Where it comes from; empty when nobody said.</summary>
    public required string Source { get; init; }

    /// <summary>Its licence; empty when nobody said.</summary>
    public required string Licence { get; init; }

    /// <summary>The network's own input, such as <c>input Float32 [batch, 3, 224, 224]</c>.</summary>
    public required string NetworkInput { get; init; }

    /// <summary>How an image becomes that input.</summary>
    public required InputContract Input { get; init; }

    /// <summary>The tensor that features are taken from.</summary>
    public required string FeatureTensor { get; init; }

    /// <summary>The number of features.</summary>
    public required int FeatureCount { get; init; }

    /// <summary>Version of the ONNX operators.</summary>
    public required int OpsetVersion { get; init; }

    /// <summary>Numbers in the weights, from pixels to features.</summary>
    public required long Parameters { get; init; }

    /// <summary>Multiplications with addition for one image, from pixels to features.</summary>
    public required long MultiplyAdds { get; init; }

    /// <summary>The parts of equal resolution, from the pixels to the features.</summary>
    public required IReadOnlyList<BackboneStage> Stages { get; init; }

    /// <summary>SHA-256 of all that the features depend on.</summary>
    public required string Sha256 { get; init; }

    /// <summary>All of it as lines of text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        void Line(string label, FormattableString content)
            => text.Append(label.PadRight(15)).Append(content.ToString(CultureInfo.InvariantCulture)).Append('\n');

        var (resize, pixels) = (Input.Resize, Input.Normalization);
        var shortSide = resize.ShortSide > 0 ? $" of short side {resize.ShortSide}" : "";
        var order = Input.ChannelOrder.ToString().ToUpperInvariant();
        Line("name", $"{Name}");
        Line("source", $"{OrUnknown(Source)}");
        Line("licence", $"{OrUnknown(Licence)}");
        Line("input", $"{NetworkInput}");
        Line("image", $"{resize.Width} x {resize.Height}, {InputContractJson.NameOf(resize.Mode)}{shortSide}");
        Line("pixels", $"{order} 0..{pixels.Range}, mean {List(pixels.Mean)}, deviation {List(pixels.Deviation)}");
        Line("features", $"{FeatureCount} at '{FeatureTensor}'");
        Line("opset", $"{OpsetVersion}");
        Line("parameters", $"{Parameters:N0}");
        Line("multiply-adds", $"{MultiplyAdds:N0} per image");
        Line("sha256", $"{Sha256}");
        text.Append("stages\n");
        foreach (var stage in Stages)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"  {stage.Shape,-22} {stage.Nodes,4} nodes {stage.Parameters,14:N0} parameters  {stage.LastTensor}\n");
        }

        return text.ToString();
    }

    private static string OrUnknown(string text) => text.Length > 0 ? text : "not stated";

    private static string List(IReadOnlyList<float> values)
        => $"({string.Join(", ", values.Select(value => value.ToString(CultureInfo.InvariantCulture)))})";
}

/// <summary>The part of a network that works at one resolution.</summary>
/// <param name="LastTensor">Its last tensor: what <c>--features</c> could name.</param>
/// <param name="Shape">That tensor's shape, such as <c>[batch, 512, 7, 7]</c>.</param>
/// <param name="Nodes">Operations in it.</param>
/// <param name="Parameters">Numbers in its weights.</param>
public sealed record BackboneStage(string LastTensor, string Shape, int Nodes, long Parameters);
