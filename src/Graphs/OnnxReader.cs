using Google.Protobuf;
using MLPipeline.Graphs.Serialization;
using MLPipeline.Graphs.Serialization.Protobuf;

namespace MLPipeline.Graphs;

/// <summary>
/// Reads ONNX files of opset 7 to 21. Operators that this library does not know, nested graphs and functions of the model's own
/// pass through unchanged. Constant nodes, and initializers that are listed as inputs, become constants; nodes that no output
/// needs are left out. Types and shapes are worked out on the way. Thread-safe.
/// </summary>
public static class OnnxReader
{
    /// <summary>Reads a file, with tensors that it keeps in other files of its folder.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="GraphFormatException">The file is no well-formed ONNX model, or larger than 2 GB (the limit of its format).</exception>
    public static Graph Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = new FileInfo(path);
        if (!file.Exists) throw new FileNotFoundException($"There is no model file '{path}'.", path);
        if (file.Length > Array.MaxLength)
        {
            throw new GraphFormatException(
                $"{path} has {file.Length} bytes; an ONNX file cannot have more than 2 GB. Export the weights as external data, or as 16-bit floats.");
        }

        return Read(File.ReadAllBytes(path), path, file.DirectoryName);
    }

    /// <summary>Reads a model from memory.</summary>
    /// <param name="bytes">The whole ONNX model.</param>
    /// <param name="folder">Where tensors kept in other files lie; null when there are none.</param>
    /// <exception cref="GraphFormatException">The bytes are no well-formed ONNX model, or tensors lie in files that cannot be read.</exception>
    public static Graph Read(ReadOnlyMemory<byte> bytes, string? folder = null) => Read(bytes, "the model", folder);

    private static Graph Read(ReadOnlyMemory<byte> bytes, string source, string? folder)
    {
        if (bytes.IsEmpty) throw new GraphFormatException($"{source} is empty.");
        ModelProto model;
        try
        {
            model = ModelProto.Parser.ParseFrom(bytes.Span);
        }
        catch (InvalidProtocolBufferException fault)
        {
            throw new GraphFormatException($"{source} is no ONNX model, or cut short ({fault.Message}). Fetch or export it again.", fault);
        }

        return new ModelDecoder(model, source, folder).Run();
    }
}
