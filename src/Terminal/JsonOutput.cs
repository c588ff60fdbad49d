using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MLPipeline.Terminal;

/// <summary>Machine-readable results.</summary>
public static class JsonOutput
{
    /// <summary>The file name that stands for stdout.</summary>
    public const string StandardOutput = "-";

    private static readonly JsonWriterOptions Layout = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a value as indented JSON in UTF-8, complete or not at all.</summary>
    /// <param name="console">Takes the text when <paramref name="file"/> is <see cref="StandardOutput"/>.</param>
    /// <param name="file">A path, or <see cref="StandardOutput"/>.</param>
    /// <param name="value">What to write.</param>
    /// <param name="type">From a source-generated context.</param>
    public static void Write<T>(ProgramConsole console, string file, T value, JsonTypeInfo<T> type)
    {
        Write(console, file, writer => JsonSerializer.Serialize(writer, value, type));
    }

    /// <summary>Writes indented JSON in UTF-8, complete or not at all.</summary>
    /// <param name="console">Takes the text when <paramref name="file"/> is <see cref="StandardOutput"/>.</param>
    /// <param name="file">A path, or <see cref="StandardOutput"/>.</param>
    /// <param name="write">Writes one value.</param>
    public static void Write(ProgramConsole console, string file, Action<Utf8JsonWriter> write)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(write);
        using var memory = new MemoryStream();
        using (var writer = new Utf8JsonWriter(memory, Layout))
        {
            write(writer);
        }

        memory.WriteByte((byte)'\n');
        if (file == StandardOutput)
        {
            console.WriteRaw(System.Text.Encoding.UTF8.GetString(memory.GetBuffer(), 0, (int)memory.Length));
            return;
        }

        using var output = new OutputFile(file);
        memory.WriteTo(output.Stream);
        output.Complete();
    }
}
