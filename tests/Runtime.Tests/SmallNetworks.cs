using MLPipeline.Graphs;

namespace MLPipeline.Runtime.Tests;

/// <summary>Networks whose results are seen at a glance.</summary>
internal static class SmallNetworks
{
    /// <summary><c>double</c> = 2x and <c>sum</c> = the row's sum, from <c>x</c>, <c>[batch, 3]</c>; with metadata.</summary>
    public static byte[] DoubleAndSum() => Build((builder, x) =>
    [
        ("double", builder.Add("Add", [x, x])),
        ("sum", builder.Add("ReduceSum", [x, builder.Constant("axes", TensorData.FromInt64s([1], 1))])),
    ], new Dictionary<string, string> { ["author"] = "tests", ["名"] = "é" });

    /// <summary>
    /// Outputs whose lengths the file cannot say, since they are decided by a mask: <c>kept</c> has the first and third column of x, <c>one</c> the
    /// very first number of the whole batch.
    /// </summary>
    public static byte[] LengthsKnownOnlyAtRunTime() => Build((builder, x) =>
    [
        ("kept", Choose(builder, x, 1, 0, 1)),
        ("one", Choose(builder, builder.Add("Reshape", [x, builder.Constant("row", TensorData.FromInt64s([1, -1], 2))]), 1)),
    ]);

    /// <summary><c>whole</c>: the input as int64.</summary>
    public static byte[] WholeNumbers() => Build((builder, x) => [("whole", builder.Add("Cast", [x], AttributeMap.Empty.With("to", 7L)))]);

    public static byte[] TwoInputs()
    {
        var builder = new GraphBuilder();
        var (a, b) = (builder.Input("a", ElementType.Float32, new TensorShape("batch", 3)), builder.Input("b", ElementType.Float32, new TensorShape("batch", 3)));
        return OnnxWriter.ToBytes(builder.Build([("sum", builder.Add("Add", [a, b]))]));
    }

    private static byte[] Build(Func<GraphBuilder, Value, IReadOnlyList<(string, Value)>> outputs, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var builder = new GraphBuilder();
        return OnnxWriter.ToBytes(builder.Build(outputs(builder, builder.Input("x", ElementType.Float32, new TensorShape("batch", 3))), metadata));
    }

    private static Value Choose(GraphBuilder builder, Value x, params float[] mask)
    {
        var condition = builder.Add("Cast", [builder.Constant("mask", TensorData.FromFloats(mask, mask.Length))], AttributeMap.Empty.With("to", 9L));
        return builder.Add("Compress", [x, condition], AttributeMap.Empty.With("axis", 1L));
    }
}
