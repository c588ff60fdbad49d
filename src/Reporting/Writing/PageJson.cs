using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using MLPipeline.Evaluation;
using MLPipeline.Imaging;

namespace MLPipeline.Reporting;

/// <summary>The page's data as JSON that may stand inside a script element: <c>&lt;</c> is always escaped.</summary>
internal static class PageJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        Converters =
        {
            new NumberConverter(), new MetricsConverter(), new PictureConverter(), new ImageConverter(), new ReadableImageConverter(),
        },
    };

    public static void Write(Stream stream, PageData data) => JsonSerializer.Serialize(stream, data, Options);

    private abstract class Writer<T> : JsonConverter<T>
    {
        public sealed override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("A page is written, never read.");
    }

    /// <summary>JSON has no word for what is not a finite number.</summary>
    private sealed class NumberConverter : Writer<double>
    {
        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value)) writer.WriteNumberValue(value);
            else writer.WriteNullValue();
        }
    }

    /// <summary>The fields of <c>evaluation.json</c>.</summary>
    private sealed class MetricsConverter : Writer<MulticlassClassificationMetrics>
    {
        public override void Write(Utf8JsonWriter writer, MulticlassClassificationMetrics value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            EvaluationJson.WriteFields(writer, value);
            writer.WriteEndObject();
        }
    }

    /// <summary>As it is: nothing in such an address needs escaping, and escaped plus signs would cost a twelfth of the page.</summary>
    private sealed class PictureConverter : Writer<EmbeddedPicture>
    {
        public override void Write(Utf8JsonWriter writer, EmbeddedPicture value, JsonSerializerOptions options) =>
            writer.WriteRawValue($"\"{value.Address}\"", skipInputValidation: true);
    }

    private sealed class ImageConverter : Writer<RgbImage>
    {
        public override void Write(Utf8JsonWriter writer, RgbImage value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, EmbeddedPicture.Of(value), options);
    }

    private sealed class ReadableImageConverter : Writer<ReportImage>
    {
        public override void Write(Utf8JsonWriter writer, ReportImage value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WriteString("name", value.Name);
            writer.WriteNumber("actual", value.Row.Actual);
            writer.WriteNumber("predicted", value.Row.Predicted);
            writer.WriteNumber("loss", value.Row.Loss);
            writer.WriteNumber("probability", value.Row.Probability);
            writer.WriteNumber("confidence", value.Row.Confidence);
            writer.WriteEndObject();
        }
    }
}
