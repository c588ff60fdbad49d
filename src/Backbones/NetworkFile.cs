using MLPipeline.Graphs;

namespace MLPipeline.Backbones;

/// <summary>Reading ONNX files with the user's faults told as such.</summary>
internal static class NetworkFile
{
    public static Graph Read(string path)
    {
        try
        {
            return OnnxReader.Read(path);
        }
        catch (Exception error) when (error is GraphFormatException or IOException or UnauthorizedAccessException)
        {
            throw new BackboneException(error.Message, error);
        }
    }
}
