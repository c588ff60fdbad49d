using System.Text;
using System.Text.Json;

namespace MLPipeline.Trainer.Tests;

/// <summary>The fields of a JSON document, which other programs read.</summary>
internal static class JsonFields
{
    /// <summary>Every field on a line of its own: where it is and what it holds. Of an array the first element speaks for all.</summary>
    public static string Of(JsonDocument document)
    {
        var lines = new StringBuilder();
        Describe("", document.RootElement, lines);
        return lines.ToString();
    }

    private static void Describe(string name, JsonElement element, StringBuilder lines)
    {
        if (name.Length > 0)
        {
            var kind = element.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? "boolean"
                : element.ValueKind.ToString().ToLowerInvariant();
            lines.Append(name).Append(": ").Append(kind).Append('\n');
        }

        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var field in element.EnumerateObject())
            {
                Describe(name.Length == 0 ? field.Name : $"{name}.{field.Name}", field.Value, lines);
            }
        }
        else if (element.ValueKind == JsonValueKind.Array && element.GetArrayLength() > 0)
        {
            Describe(name + "[]", element[0], lines);
        }
    }
}
