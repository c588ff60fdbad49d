using MLPipeline.Graphs;
using static MLPipeline.Backbones.Tests.OriginalNetwork;

namespace MLPipeline.Backbones.Tests;

/// <summary>Files that cannot be backbones, and what the user is told.</summary>
public sealed class RefusedNetworksTests : IDisposable
{
    private static readonly BackboneImportOptions Options = new() { Name = "small" };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Import_NoNetwork_NamesTheFile()
    {
        var whole = File.ReadAllBytes(SmallNetwork.Build().WriteTo(_folder));

        AssertRefused(_folder.File("missing.onnx"), "missing.onnx");
        AssertRefused(_folder.Write("empty.onnx", ""), "empty.onnx is empty");
        AssertRefused(_folder.Write("text.onnx", "This is a page that says 404 in HTML."), "text.onnx");
        AssertRefused(_folder.Write("cut.onnx", whole[..(whole.Length / 2)]), "cut.onnx");
    }

    [Fact]
    public void Import_ExternalData_IsReadFromTheModelsFolderOnly()
    {
        // TensorProto: dims = 1, data_type = 2 (1: float), name = 8, external_data = 13 {key = 1, value = 2}, data_location = 14 (1:
        // external).
        byte[] Initializer(string location) => Field(5, [
            .. Field(1, 1), .. Field(2, 1), .. Field(8, "outside"), .. Field(14, 1),
            .. Field(13, [.. Field(1, "location"), .. Field(2, location)])]);
        var model = OnnxWriter.ToBytes(SmallNetwork.Build());
        _folder.Write("secret", new byte[4]);

        foreach (var location in new[] { "../secret", _folder.File("secret"), "..\\secret" })
        {
            AssertRefused(
                _folder.Write(Path.Combine("model", "net.onnx"), [.. model, .. Field(7, Initializer(location))]),
                "outside of the model's folder");
        }

        AssertRefused(
            _folder.Write(Path.Combine("model", "net.onnx"), [.. model, .. Field(7, Initializer("weights.bin"))]),
            "weights.bin', which is missing");
        _folder.Write(Path.Combine("model", "weights.bin"), new byte[4]);
        Assert.Equal(4, BackboneImporter.Import(_folder.File("model", "net.onnx"), Options).FeatureCount);
    }

    [Fact]
    public void Import_InputsThatAreNoImages_SaysWhatIsNeeded()
    {
        AssertRefused(
            SmallNetwork.Build(inputs: 2).WriteTo(_folder),
            "The network has 2 inputs (%image Float32 [n, 3, 8, 8], %image1 Float32 [n, 3, 8, 8])");
        AssertRefused(SmallNetwork.Build(new TensorShape("n", 1, 8, 8), channels: 1).WriteTo(_folder), "has one channel (grey images)");
        AssertRefused(SmallNetwork.Build(new TensorShape("n", 5, 8, 8), channels: 5).WriteTo(_folder), "has not 3 channels");
        AssertRefused(
            SmallNetwork.Build(
                type: ElementType.UInt8,
                before: (builder, image) => builder.Add("Cast", [image], AttributeMap.Empty.With("to", 1))).WriteTo(_folder),
            "The input %image UInt8 [n, 3, 8, 8] takes no images: float32");

        var rows = new GraphBuilder("rows", 13);
        var input = rows.Input("row", ElementType.Float32, new TensorShape("n", 4));
        AssertRefused(
            rows.Build([("y", rows.Add("Gemm", [input, SmallNetwork.Weights(rows, "w", 4, 2)]))]).WriteTo(_folder), "takes no images");
    }

    [Fact]
    public void Import_SizeOpenOrContradicted_NamesTheSwitch()
    {
        var open = SmallNetwork.Build(new TensorShape("n", 3, "h", "w")).WriteTo(_folder, "open.onnx");
        var isFixed = SmallNetwork.Build().WriteTo(_folder, "fixed.onnx");

        AssertRefused(open, "leaves its size open; say it with --input-size N");
        AssertRefused(open, "--input-size is 0; it must be at least 1", Options with { InputSize = 0 });
        AssertRefused(
            isFixed, "--input-size is 9, but the input %image Float32 [n, 3, 8, 8] has a fixed size", Options with { InputSize = 9 });
    }

    [Fact]
    public void Import_SeveralFaults_AreReportedTogether()
    {
        var file = SmallNetwork.Build(new TensorShape("n", 3, "h", "w")).WriteTo(_folder);
        var options = Options with { Name = "a/b", Range = 0, Mean = [1], Deviation = [1, 0, 1], FeatureTensor = "rwo" };

        var lines = Assert.Throws<BackboneException>(() => BackboneImporter.Import(file, options)).Message.Split('\n');

        Assert.Equal($"{file} cannot be a backbone:", lines[0]);
        Assert.Equal(7, lines.Length);
        Assert.StartsWith("- 'a/b' is not a valid name for a backbone.", lines[1], StringComparison.Ordinal);
        Assert.Contains("--input-size N", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("- The range 0", lines[3], StringComparison.Ordinal);
        Assert.StartsWith("- The mean [1]", lines[4], StringComparison.Ordinal);
        Assert.StartsWith("- The deviation [1, 0, 1]", lines[5], StringComparison.Ordinal);
        Assert.Contains("has no tensor 'rwo'. Close to it: 'row'", lines[6], StringComparison.Ordinal);
    }

    [Fact]
    public void Import_FeaturesThatAreNone_SaysSo()
    {
        var file = SmallNetwork.Build().WriteTo(_folder);

        AssertRefused(file, "'image' is the input, not a result", Options with { FeatureTensor = "image" });
        AssertRefused(file, "'filters' of network 'small' does not depend on the image", Options with { FeatureTensor = "filters" });
    }

    [Fact]
    public void Import_FeaturesThatCannotBeUsed_IsFoundByTheTrial()
    {
        AssertRefused(
            SmallNetwork.Build(after: (builder, row) => builder.Add("Log", [builder.Add("Sub", [row, row])])).WriteTo(_folder),
            "not all finite");
        AssertRefused(
            SmallNetwork.Build(
                after: (builder, row) => builder.Add("Mul", [row, builder.Constant("zero", TensorData.FromFloats([0]))])).WriteTo(_folder),
            "do not depend on the image");
        AssertRefused(
            SmallNetwork.Build(after: (builder, row) =>
                builder.Add(
                    "Sub",
                    [row, builder.Add("ReduceMean", [row], AttributeMap.Empty.With("axes", [0L]).With("keepdims", 1))])).WriteTo(_folder),
            "depend on the images beside it in the batch");
    }

    [Fact]
    public void Import_BatchOfOneThatCannotBeFreed_IsRefused()
    {
        var network = SmallNetwork.Build(
            new TensorShape(1, 3, 8, 8),
            after: (builder, row) => builder.Add(
                "Gather", [row, builder.Constant("first", TensorData.FromInt64s([0], 1))], AttributeMap.Empty.With("axis", 0)));

        AssertRefused(network.WriteTo(_folder), "Export it with a dynamic batch");
    }

    private static void AssertRefused(string file, string reason, BackboneImportOptions? options = null)
    {
        var error = Assert.Throws<BackboneException>(() => BackboneImporter.Import(file, options ?? Options));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }
}
