using System.Text.Json;
using MLPipeline.Imaging;
using MLPipeline.Interpretation;

namespace MLPipeline.Trainer;

/// <summary>Where classes are on images; the field names of its JSON are an interface (docs/json.md).</summary>
/// <param name="Images">What was found on each.</param>
/// <param name="Top">How many classes were asked for on an image.</param>
/// <param name="Threshold">A share of a class's largest response.</param>
/// <param name="Map">Size of the network's last map in places.</param>
/// <param name="Labels">The model's classes.</param>
/// <param name="Known">The comparison with known boxes; null without any.</param>
internal sealed record LocalizeReport(
    IReadOnlyList<LocalizedImage> Images,
    int Top,
    double Threshold,
    (int Width, int Height) Map,
    IReadOnlyList<string> Labels,
    KnownBoxes? Known)
{
    /// <summary>The images that could be read.</summary>
    public IReadOnlyList<LocalizedImage> Read { get; } = [.. Images.Where(image => image.Fault is null)];

    /// <summary>The others.</summary>
    public IReadOnlyList<(string Path, string Reason)> Skipped { get; } =
        [.. Images.Where(image => image.Fault is not null).Select(image => (image.Image.RelativePath, image.Fault!))];

    /// <summary>The classes that were asked for, the highest score first.</summary>
    public IEnumerable<LocatedClass> Wanted(LocalizedImage image) => image.Classes.Take(Top);

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("threshold", Threshold);
        json.WriteStartObject("map");
        json.WriteNumber("width", Map.Width);
        json.WriteNumber("height", Map.Height);
        json.WriteEndObject();
        json.WriteStartArray("images");
        foreach (var image in Read) WriteImage(json, image);
        json.WriteEndArray();
        WriteKnown(json);
        UnreadImages.WriteJson(json, Skipped);
        json.WriteEndObject();
    }

    private void WriteImage(Utf8JsonWriter json, LocalizedImage image)
    {
        json.WriteStartObject();
        json.WriteString("path", image.Image.RelativePath);
        json.WriteString("actual", image.Image.Label);
        json.WriteStartArray("classes");
        foreach (var found in Wanted(image))
        {
            json.WriteStartObject();
            json.WriteString("class", found.Label);
            json.WriteNumber("score", found.Score);
            WriteBox(json, found.Box);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteBox(Utf8JsonWriter json, PixelBox? box)
    {
        if (box is not { } there)
        {
            json.WriteNull("box");
            return;
        }

        json.WriteStartObject("box");
        json.WriteNumber("left", there.Left);
        json.WriteNumber("top", there.Top);
        json.WriteNumber("right", there.Right);
        json.WriteNumber("bottom", there.Bottom);
        json.WriteEndObject();
    }

    private void WriteKnown(Utf8JsonWriter json)
    {
        if (Known is null)
        {
            json.WriteNull("knownBoxes");
            return;
        }

        json.WriteStartObject("knownBoxes");
        WriteMetrics(json, Known.Total);
        json.WriteNumber("ofOtherImages", Known.Elsewhere);
        json.WriteStartArray("classes");
        foreach (var metrics in Known.Classes)
        {
            json.WriteStartObject();
            json.WriteString("name", metrics.Label);
            WriteMetrics(json, metrics);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteMetrics(Utf8JsonWriter json, LocalizationMetrics metrics)
    {
        json.WriteNumber("boxes", metrics.Boxes);
        json.WriteNumber("right", metrics.Right);
        json.WriteNumber("rightShare", metrics.RightShare);
        json.WriteNumber("rightAndNamed", metrics.RightAndNamed);
        json.WriteNumber("rightAndNamedShare", metrics.RightAndNamedShare);
        json.WriteNumber("meanIntersectionOverUnion", metrics.MeanIntersectionOverUnion);
    }
}
