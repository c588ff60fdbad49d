namespace MLPipeline.Graphs.Tests;

/// <summary>Inferred shapes of every value against those that ONNX Runtime computes.</summary>
public class ShapeInferenceTests
{
    [SkippableTheory]
    [MemberData(nameof(RoundTripTests.Shared), MemberType = typeof(RoundTripTests))]
    public void Shapes_SharedNetwork_AreThoseOfTheRuntime(string file) => AssertShapes(SharedMaterial.Require("weights", file));

    [Theory]
    [MemberData(nameof(RoundTripTests.Golden), MemberType = typeof(RoundTripTests))]
    public void Shapes_GoldenNetwork_AreThoseOfTheRuntime(string name) => AssertShapes(Networks.Golden(name));

    internal static void AssertShapes(string path)
    {
        const int Batch = 3;
        var graph = OnnxReader.Read(path);
        var builder = GraphBuilder.Like(graph);
        var copies = builder.Inline(graph, Networks.SameInputs(builder, graph), graph.Nodes.SelectMany(node => node.Outputs).OfType<Value>());
        var everything = builder.Build([.. graph.Nodes.SelectMany(node => node.Outputs).OfType<Value>().Select(value => (value.Name, copies[value]))]);
        var actual = Networks.Shapes(OnnxWriter.ToBytes(everything), Batch);

        var wrong = everything.Outputs.Where(value => At(value.Shape, Batch) != $"[{string.Join(", ", actual[value.Name])}]");
        Assert.Empty(wrong.Select(value => $"{value.Producer}: runtime says [{string.Join(", ", actual[value.Name])}]"));
    }

    private static string? At(TensorShape? shape, int batch) =>
        shape is null ? null : new TensorShape(shape.Select(length => length.Symbol == "batch" ? batch : length)).ToString();
}
