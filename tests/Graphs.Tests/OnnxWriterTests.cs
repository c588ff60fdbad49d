using MLPipeline.Graphs.Serialization.Protobuf;

namespace MLPipeline.Graphs.Tests;

public class OnnxWriterTests
{
    [Theory]
    [InlineData(7, 4)] // initializers that are no inputs need version 4
    [InlineData(13, 7)]
    [InlineData(17, 8)]
    [InlineData(21, 10)]
    public void ToBytes_Opset_GetsTheFileVersionThatItNeeds(int opset, int expected) =>
        Assert.Equal(expected, ModelProto.Parser.ParseFrom(OnnxWriter.ToBytes(Small(opset))).IrVersion);

    [Fact]
    public void ToBytes_Metadata_IsInOrdinalOrder() =>
        Assert.Equal(["B", "a", "b"], ModelProto.Parser.ParseFrom(OnnxWriter.ToBytes(Small(17))).MetadataProps.Select(entry => entry.Key));

    [Fact]
    public void WriteFile_FileThatIsThere_IsReplacedAndNothingElseIsLeft()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("model.onnx", "old");
        OnnxWriter.WriteFile(Small(17), path);
        Assert.Equal(OnnxWriter.ToBytes(Small(17)), File.ReadAllBytes(path));
        Assert.Equal(path, Assert.Single(Directory.GetFiles(folder.Path)));
    }

    [Fact]
    public void WriteFile_PlaceThatCannotBeWritten_LeavesNothingBehind()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "model.onnx"));
        Assert.ThrowsAny<Exception>(() => OnnxWriter.WriteFile(Small(17), Path.Combine(folder.Path, "model.onnx")));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void ToBytes_MoreThanTwoGigabytes_IsRefused()
    {
        var large = new TensorData(ElementType.UInt8, [600_000_000], GC.AllocateUninitializedArray<byte>(600_000_000));
        var builder = new GraphBuilder("large");
        var parts = Enumerable.Range(0, 4).Select(i => builder.Constant($"part{i}", large)).ToArray();
        var graph = builder.Build([("y", builder.Add("Concat", parts, AttributeMap.Empty.With("axis", 0)))]);
        var fault = Assert.Throws<GraphFormatException>(() => OnnxWriter.ToBytes(graph));
        Assert.Contains("2400000000 bytes of weights", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FileOfMoreThanTwoGigabytes_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("large.onnx");
        using (var file = File.Create(path)) file.SetLength(3L << 30); // takes no space on the disk
        var fault = Assert.Throws<GraphFormatException>(() => OnnxReader.Read(path));
        Assert.Contains("cannot have more than 2 GB", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.BFloat16)]
    [InlineData(ElementType.UInt64)]
    [InlineData(ElementType.Bool)]
    [InlineData(ElementType.Int8)]
    public void ReadAndWrite_ConstantOfAnyType_KeepsItsBytes(ElementType type)
    {
        var data = new TensorData(type, [2], new byte[2 * ElementTypes.SizeOf(type)].Select((_, i) => (byte)(i % 2)).ToArray());
        var builder = new GraphBuilder();
        var graph = builder.Build([("y", builder.Add("Identity", [builder.Constant("c", data)]))]);
        Assert.True(data.ContentEquals(OnnxReader.Read(OnnxWriter.ToBytes(graph)).Constants[0].Constant!));
    }

    [Fact]
    public void ReadAndWrite_Text_Stays()
    {
        var builder = new GraphBuilder();
        var graph = builder.Build([("y", builder.Add("Identity", [builder.Constant("c", TensorData.FromStrings(["Katze", "Bär"], 2))]))]);
        Assert.Equal(["Katze", "Bär"], OnnxReader.Read(OnnxWriter.ToBytes(graph)).Constants[0].Constant!.ToStrings());
    }

    private static Graph Small(int opset)
    {
        var builder = new GraphBuilder("small", opset);
        var y = builder.Add("Relu", [builder.Input("x", ElementType.Float32, new TensorShape("batch", 2))]);
        return builder.Build([("y", y)], new Dictionary<string, string> { ["b"] = "1", ["a"] = "2", ["B"] = "3" });
    }
}
