using System.Text;
using MLPipeline.Runtime;

namespace MLPipeline.Backbones.Tests;

/// <summary>
/// Runs an ONNX file as it is in ONNX Runtime, with any inner tensor as an output. The file's bytes are not touched: protobuf merges
/// messages that follow each other, so a few bytes behind the file (ModelProto.graph = 7, GraphProto.output = 12, ValueInfoProto.name = 1)
/// ask for one output more.
/// </summary>
internal static class OriginalNetwork
{
    public static float[] Run(byte[] file, string tensor, float[] input, int batch, params int[] item)
    {
        using var session = Load(file, tensor);
        using var binding = session.Bind(batch, item, [tensor]);
        input.CopyTo(binding.Input);
        binding.Run();
        return binding.Output(tensor).ToArray();
    }

    private static OnnxSession Load(byte[] file, string tensor)
    {
        var options = new OnnxSessionOptions { Device = ComputeDevice.Cpu };
        var asItIs = OnnxSession.Load(file, options);
        if (asItIs.Outputs.Any(output => output.Name == tensor))
        {
            return asItIs;
        }

        asItIs.Dispose();
        return OnnxSession.Load([.. file, .. Field(7, Field(12, Field(1, Encoding.UTF8.GetBytes(tensor))))], options);
    }

    /// <summary>A protobuf field of wire type 2: tag, length, content.</summary>
    public static byte[] Field(int number, byte[] content)
        => [.. Varint(((uint)number << 3) | 2), .. Varint((uint)content.Length), .. content];

    public static byte[] Field(int number, string content) => Field(number, Encoding.UTF8.GetBytes(content));

    /// <summary>A protobuf field of wire type 0.</summary>
    public static byte[] Field(int number, uint value) => [.. Varint((uint)number << 3), .. Varint(value)];

    private static IEnumerable<byte> Varint(uint value)
    {
        for (; value > 127; value >>= 7)
        {
            yield return (byte)(value | 128);
        }

        yield return (byte)value;
    }
}
