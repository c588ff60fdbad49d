using System.Globalization;
using MLPipeline.Graphs.Serialization.Protobuf;

namespace MLPipeline.Graphs.Serialization;

/// <summary>
/// Tensor elements that lie in files beside the model. A model may come from anywhere, so a location is followed only as long as
/// it stays inside the model's own folder, links included.
/// </summary>
internal sealed class ExternalData(string? folder)
{
    public byte[] Read(TensorProto tensor, long expectedBytes, string place)
    {
        if (folder is null)
        {
            throw new GraphFormatException($"{place} lies in another file, and the model was given without a folder. Read it by its path, or name the folder.");
        }

        var fields = tensor.ExternalData.ToLookup(entry => entry.Key, entry => entry.Value);
        var location = fields["location"].FirstOrDefault();
        if (string.IsNullOrEmpty(location)) throw new GraphFormatException($"{place} lies in another file that is not named. Export the model again.");
        var offset = Number("offset") ?? 0;
        var length = Number("length") ?? expectedBytes;
        if (length != expectedBytes)
        {
            throw new GraphFormatException($"{place} needs {expectedBytes} bytes, but its entry for '{location}' names {length}. Export the model again.");
        }

        if (length > Array.MaxLength) throw new GraphFormatException($"{place} has {length} bytes; a tensor of more than 2 GB is not supported.");
        var path = Locate(location, place);
        using var file = File.OpenRead(path);
        if (offset > file.Length - length)
        {
            throw new GraphFormatException(
                $"{place} needs {length} bytes from byte {offset} of '{path}', which has only {file.Length}. The file is cut short; fetch it again.");
        }

        var bytes = new byte[length];
        file.Position = offset;
        file.ReadExactly(bytes);
        return bytes;

        long? Number(string key)
        {
            if (fields[key].FirstOrDefault() is not { } text) return null;
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new GraphFormatException($"{place} has the {key} '{text}' in its entry for '{location}'; it must be a whole number. Export the model again.");
        }
    }

    private string Locate(string location, string place)
    {
        string[] parts = location.Split('/', '\\');
        if (Path.IsPathRooted(location) || location.Contains(':', StringComparison.Ordinal) || parts.Contains(".."))
        {
            throw new GraphFormatException($"{place} points to '{location}', outside of the model's folder. Only files below '{folder}' are read.");
        }

        var path = Path.GetFullPath(folder!);
        foreach (var part in parts)
        {
            if (part is "" or ".") continue;
            path = Path.Combine(path, part);
            var link = new FileInfo(path).LinkTarget ?? new DirectoryInfo(path).LinkTarget;
            if (link is not null)
            {
                throw new GraphFormatException($"{place} points to '{location}', where '{path}' is a link. Put the file itself into the model's folder.");
            }
        }

        return File.Exists(path)
            ? path
            : throw new GraphFormatException($"{place} lies in '{path}', which is missing. Put it beside the model under that name.");
    }
}
