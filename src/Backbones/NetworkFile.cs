using MLPipeline.Graphs;

namespace MLPipeline.Backbones;

/// <summary>Reading ONNX files with the user's faults told as such.</summary>
internal static class NetworkFile
{
    public static Graph Read(string path)
    {
        try
        {
            var network = OnnxReader.Read(path);
            return EightBitQuantization.IsQuantized(network)
                ? throw new BackboneException($"{path} is computed in 8 bits and cannot be a backbone. Use the model that it was made of.")
                : network;
        }
        catch (Exception error) when (error is GraphFormatException or IOException or UnauthorizedAccessException)
        {
            throw new BackboneException(error.Message, error);
        }
    }
}
