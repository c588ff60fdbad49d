using Google.Protobuf;
using MLPipeline.Graphs.Serialization.Protobuf;
using static MLPipeline.Graphs.Tests.Messages;

namespace MLPipeline.Graphs.Tests;

public class ExternalDataTests
{
    // Bytes 4 to 11 of the file are the floats 1 and 2.
    private static readonly byte[] Weights = [9, 9, 9, 9, 0, 0, 0x80, 0x3F, 0, 0, 0, 0x40];

    [Fact]
    public void Read_TensorInAnotherFile_IsReadAndWrittenWhole()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("data", "w.bin"), Weights);
        var graph = OnnxReader.Read(folder.Write("m.onnx", ModelWith("data/w.bin", "4", "8")));
        Assert.Equal([1f, 2f], Assert.Single(graph.Constants).Constant!.ToFloats());
        Assert.Equal([1f, 2f], Assert.Single(OnnxReader.Read(OnnxWriter.ToBytes(graph)).Constants).Constant!.ToFloats());
    }

    [Theory]
    [InlineData("../w.bin", "outside of the model's folder")]
    [InlineData("data/../../w.bin", "outside of the model's folder")]
    [InlineData("..\\w.bin", "outside of the model's folder")]
    [InlineData("/etc/passwd", "outside of the model's folder")]
    [InlineData("C:\\w.bin", "outside of the model's folder")]
    [InlineData("gone.bin", "which is missing")]
    [InlineData("", "that is not named")]
    public void Read_LocationThatMayNotBeFollowed_IsRefused(string location, string reason)
    {
        using var folder = new TemporaryFolder();
        folder.Write("w.bin", Weights);
        var path = folder.File("inner", "m.onnx");
        File.WriteAllBytes(path, ModelWith(location, "4", "8"));
        AssertFault(reason, () => OnnxReader.Read(path));
    }

    [Theory]
    [InlineData("8", "8", "needs 8 bytes from byte 8 of")]
    [InlineData("9223372036854775807", "8", "needs 8 bytes from byte 9223372036854775807 of")]
    [InlineData("-4", "8", "has the offset '-4'")]
    [InlineData("4", "4", "needs 8 bytes, but its entry for 'w.bin' names 4")]
    public void Read_OffsetOrLengthBeyondTheFile_IsRefused(string offset, string length, string reason)
    {
        using var folder = new TemporaryFolder();
        folder.Write("w.bin", Weights);
        AssertFault(reason, () => OnnxReader.Read(folder.Write("m.onnx", ModelWith("w.bin", offset, length))));
    }

    [Fact]
    public void Read_LinkOutOfTheFolder_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var outside = folder.Write("w.bin", Weights);
        var path = folder.File("inner", "m.onnx");
        File.WriteAllBytes(path, ModelWith("w.bin", "4", "8"));
        File.CreateSymbolicLink(folder.File("inner", "w.bin"), outside);
        AssertFault("is a link", () => OnnxReader.Read(path));
    }

    [Fact]
    public void Read_FromBytesWithoutFolder_AsksForOne() =>
        AssertFault("without a folder", () => OnnxReader.Read(ModelWith("w.bin", "4", "8")));

    private static byte[] ModelWith(string location, string offset, string length)
    {
        var tensor = Tensor("w", 0, 0);
        tensor.RawData = ByteString.Empty;
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        foreach (var (key, value) in new[] { ("location", location), ("offset", offset), ("length", length) })
        {
            tensor.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
        }

        var model = Model(13, Node("Add", "x,w", "y"));
        model.Graph.Initializer.Add(tensor);
        return model.ToByteArray();
    }
}
