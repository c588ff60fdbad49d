using System.Text.Json;
using MLPipeline.Datasets;

namespace MLPipeline.Trainer;

/// <summary>What <c>show</c> found; the field names of its JSON are an interface (docs/json.md).</summary>
internal sealed record InspectionReport(DatasetInspection Inspection)
{
    public void WriteJson(Utf8JsonWriter json)
    {
        var split = Inspection.Split;
        json.WriteStartObject();
        json.WriteNumber("images", split.Dataset.Images.Count);
        WriteArray(json, "classes", split.Counts, WriteClass);
        json.WriteNumber("imbalance", Inspection.Imbalance);
        WriteSizes(json, Inspection.Sizes);
        WriteArray(json, "formats", Inspection.Formats, WriteFormat);
        WriteArray(json, "duplicates", split.Duplicates, WriteDuplicates);
        if (Inspection.NearDuplicates is { } pairs) WriteArray(json, "nearDuplicates", pairs, WriteNearDuplicate);
        else json.WriteNull("nearDuplicates");
        json.WriteNumber("plainImages", Inspection.PlainImages);
        WriteArray(json, "skipped", Inspection.Unreadable, WriteUnreadable);
        json.WriteEndObject();
    }

    private static void WriteArray<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> writeFields)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            writeFields(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteClass(Utf8JsonWriter json, ClassCount count)
    {
        json.WriteString("name", count.Label);
        json.WriteNumber("images", count.Total);
        json.WriteNumber("train", count.Train);
        json.WriteNumber("validation", count.Validation);
        json.WriteNumber("test", count.Test);
    }

    private static void WriteSizes(Utf8JsonWriter json, ImageSizes? sizes)
    {
        if (sizes is null)
        {
            json.WriteNull("sizes");
            return;
        }

        json.WriteStartObject("sizes");
        WriteSize(json, "smallest", sizes.Smallest);
        WriteSize(json, "median", sizes.Median);
        WriteSize(json, "largest", sizes.Largest);
        WriteSize(json, "mostFrequent", sizes.MostFrequent);
        json.WriteNumber("mostFrequentCount", sizes.MostFrequentCount);
        json.WriteNumber("different", sizes.Different);
        json.WriteEndObject();
    }

    private static void WriteSize(Utf8JsonWriter json, string name, ImageSize size)
    {
        json.WriteStartObject(name);
        json.WriteNumber("width", size.Width);
        json.WriteNumber("height", size.Height);
        json.WriteEndObject();
    }

    private static void WriteFormat(Utf8JsonWriter json, FormatCount format)
    {
        json.WriteString("format", format.Format.ToString().ToLowerInvariant());
        json.WriteNumber("images", format.Count);
    }

    private static void WriteDuplicates(Utf8JsonWriter json, DuplicateGroup group)
    {
        json.WriteString("sha256", group.Content.ToString());
        json.WriteStartArray("paths");
        foreach (var image in group.Images) json.WriteStringValue(image.RelativePath);
        json.WriteEndArray();
        json.WriteBoolean("differentLabels", group.HasConflictingLabels);
        json.WriteBoolean("acrossParts", group.CrossesParts);
    }

    private static void WriteNearDuplicate(Utf8JsonWriter json, NearDuplicate pair)
    {
        json.WriteString("path", pair.Image.RelativePath);
        json.WriteString("part", pair.Part.ToString().ToLowerInvariant());
        json.WriteString("other", pair.Other.RelativePath);
        json.WriteString("otherPart", pair.OtherPart.ToString().ToLowerInvariant());
        json.WriteNumber("distance", pair.Distance);
        json.WriteBoolean("differentLabels", pair.HasConflictingLabels);
        json.WriteBoolean("acrossParts", pair.CrossesParts);
    }

    private static void WriteUnreadable(Utf8JsonWriter json, UnreadableImage bad)
    {
        json.WriteString("path", bad.Image.Path);
        json.WriteString("reason", bad.Reason);
    }
}
