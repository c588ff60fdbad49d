using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MLPipeline.Graphs;
using MLPipeline.Reference;

namespace MLPipeline.Autodiff.Tests;

/// <summary>ONNX Runtime as the judge of what a graph of standard operators computes.</summary>
internal static class RuntimeJudge
{
    /// <summary>
    /// Float32 rounds by 6e-8. The sums here have up to a hundred products of numbers up to 8: their errors stay below 2e-5 of the
    /// largest number in the result.
    /// </summary>
    private const double Tolerance = 2e-5;

    /// <summary>Compares all outputs with those of the reference evaluator.</summary>
    public static void AssertAgrees(Graph graph, IReadOnlyDictionary<string, ReferenceTensor> given)
    {
        // Both sides get the same 32-bit numbers.
        var rounded = given.Where(pair => graph.FindValue(pair.Key) is not null).ToDictionary(pair => pair.Key, pair => pair.Value.Map(each => (float)each));
        var actual = ReferenceEvaluator.Run(graph, rounded);
        foreach (var (name, expected) in Run(OnnxWriter.ToBytes(graph), rounded))
        {
            Assert.Equal(expected.Dimensions.ToArray().Select(length => (long)length), actual[name].Dimensions);
            var scale = Math.Max(1, expected.Max(each => Math.Abs(each)));
            Assert.All(expected.Zip(actual[name].Elements), pair => Assert.Equal(pair.First, pair.Second, Tolerance * scale));
        }
    }

    private static Dictionary<string, DenseTensor<float>> Run(byte[] model, Dictionary<string, ReferenceTensor> given)
    {
        // The session does not keep its options alive while it is being made: collected too early, they crash the native library.
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using var session = new InferenceSession(model, options);
        using var results = session.Run([.. given.Where(pair => session.InputMetadata.ContainsKey(pair.Key)).Select(pair => NamedOnnxValue.CreateFromTensor(
            pair.Key, new DenseTensor<float>(Array.ConvertAll(pair.Value.Elements, each => (float)each), [.. pair.Value.Dimensions.Select(length => (int)length)])))]);
        return results.ToDictionary(result => result.Name, result => result.AsTensor<float>().ToDenseTensor());
    }
}
