using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MLPipeline.Graphs.Tests;

/// <summary>Real networks, and ONNX Runtime as the judge of what they compute.</summary>
internal static class Networks
{
    public static string Golden(string name) => Repository.PathOf("tests", "Graphs.Tests", "Golden", name + ".onnx");

    /// <summary>Declares the inputs of a network in a builder, and maps them.</summary>
    public static Dictionary<Value, Value> SameInputs(GraphBuilder builder, Graph graph) =>
        graph.Inputs.ToDictionary(input => input, input => builder.Input(input.Name, input.ElementType!.Value, input.Shape));

    /// <summary>Runs a model on random pixels (the same for the same shape) and gives its outputs by name.</summary>
    public static Dictionary<string, DenseTensor<float>> Run(byte[] model, int batch)
    {
        using var session = new InferenceSession(model, new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR });
        var inputs = session.InputMetadata.Select(pair => Input(pair.Key, pair.Value, batch)).ToArray();
        using var results = session.Run(inputs);
        return results.Where(result => result.ElementType == TensorElementType.Float).ToDictionary(result => result.Name, result => result.AsTensor<float>().ToDenseTensor());
    }

    /// <summary>The shapes that the outputs have when the model runs.</summary>
    public static Dictionary<string, int[]> Shapes(byte[] model, int batch)
    {
        using var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL };
        using var session = new InferenceSession(model, options);
        using var results = session.Run([.. session.InputMetadata.Select(pair => Input(pair.Key, pair.Value, batch))]);
        return results.ToDictionary(result => result.Name, result => result.ElementType switch
        {
            TensorElementType.Float => result.AsTensor<float>().Dimensions.ToArray(),
            TensorElementType.Int64 => result.AsTensor<long>().Dimensions.ToArray(),
            TensorElementType.Bool => result.AsTensor<bool>().Dimensions.ToArray(),
            var other => throw new NotSupportedException($"{result.Name} is {other}"),
        });
    }

    public static void AssertSame(byte[] expected, byte[] actual, int batch, float tolerance = 1e-5f)
    {
        var (left, right) = (Run(expected, batch), Run(actual, batch));
        Assert.Equal(left.Keys.Order(), right.Keys.Order());
        foreach (var (name, tensor) in left)
        {
            Assert.Equal(tensor.Dimensions.ToArray(), right[name].Dimensions.ToArray());
            var scale = Math.Max(1, tensor.Max(number => Math.Abs(number)));
            var difference = tensor.Zip(right[name]).Max(pair => Math.Abs(pair.First - pair.Second));
            Assert.True(difference <= tolerance * scale, $"'{name}' differs by {difference} (largest number {scale}, batch {batch})");
        }
    }

    private static NamedOnnxValue Input(string name, NodeMetadata metadata, int batch)
    {
        int[] dimensions = [.. metadata.Dimensions.Select(length => length > 0 ? length : batch)];
        var random = new Random(7);
        var numbers = new float[dimensions.Aggregate(1, (product, length) => product * length)];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = (random.NextSingle() * 4) - 2;
        return NamedOnnxValue.CreateFromTensor(name, new DenseTensor<float>(numbers, dimensions));
    }
}
