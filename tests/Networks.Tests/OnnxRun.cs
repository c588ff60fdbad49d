using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MLPipeline.Graphs;

namespace MLPipeline.Networks.Tests;

/// <summary>ONNX Runtime as the judge of what a network computes.</summary>
internal static class OnnxRun
{
    /// <summary>Runs a network with one input and one output.</summary>
    public static DenseTensor<float> Of(Graph graph, float[] pixels, params int[] shape)
    {
        // The session does not keep its options alive while it is being made: collected too early, they crash the native library.
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using var session = new InferenceSession(OnnxWriter.ToBytes(graph), options);
        using var results = session.Run([NamedOnnxValue.CreateFromTensor(graph.Inputs[0].Name, new DenseTensor<float>(pixels, shape))]);
        return results[0].AsTensor<float>().ToDenseTensor();
    }

    /// <summary>Pixels between -1 and 1, the same for the same number of them.</summary>
    public static float[] Pixels(int count)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextSingle()) - 1)];
    }

    public static void AssertClose(IEnumerable<float> expected, IEnumerable<float> actual, double tolerance)
    {
        var (left, right) = (expected.ToArray(), actual.ToArray());
        Assert.Equal(left.Length, right.Length);
        var scale = Math.Max(1, left.Max(Math.Abs));
        Assert.InRange(left.Zip(right).Max(pair => Math.Abs(pair.First - pair.Second)), 0, tolerance * scale);
    }
}
