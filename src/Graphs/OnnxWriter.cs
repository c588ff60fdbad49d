using Google.Protobuf;
using MLPipeline.Graphs.Serialization;

namespace MLPipeline.Graphs;

/// <summary>
/// Writes ONNX files: the same graph gives the same bytes. Constants become initializers that are not inputs, so that a runtime
/// may treat them as constant. Thread-safe.
/// </summary>
public static class OnnxWriter
{
    /// <summary>Writes the model to a stream, which stays open.</summary>
    /// <exception cref="GraphFormatException">The weights are larger than the 2 GB that the format can hold.</exception>
    public static void Write(Graph graph, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(graph);
        new ModelEncoder(graph).Run().WriteTo(stream);
    }

    /// <summary>The model as bytes.</summary>
    /// <exception cref="GraphFormatException">The weights are larger than the 2 GB that the format can hold.</exception>
    public static byte[] ToBytes(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return new ModelEncoder(graph).Run().ToByteArray();
    }

    /// <summary>Writes the model beside its place and renames it into it, so that the file is either whole or not there.</summary>
    /// <exception cref="GraphFormatException">The weights are larger than the 2 GB that the format can hold.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void WriteFile(Graph graph, string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        WholeFile.Write(path, stream => Write(graph, stream));
    }
}
