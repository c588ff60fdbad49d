using System.Text.Json;
using MLPipeline.Graphs;
using MLPipeline.Inference;

namespace MLPipeline.Trainer.Tests;

public sealed class QuantizeCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Quantize_DeliversASmallerFile_ThatAllOtherCommandsTakeUnchanged()
    {
        var model = await TrainAsync();
        var small = _folder.File("model.int8.onnx"); // beside the model, without -o
        var run = await TrainerRun.Of("quantize", model, _folder.File("images"), "--json", _folder.File("quantize.json"));

        Assert.True(run.ExitCode == 0, run.Messages);
        using var json = JsonDocument.Parse(File.ReadAllBytes(_folder.File("quantize.json")));
        Golden.AssertSame("quantize.json.txt", JsonFields.Of(json));
        var root = json.RootElement;
        Assert.True(root.GetProperty("written").GetBoolean());
        Assert.Equal("test", root.GetProperty("metricsOf").GetString());
        Assert.InRange(root.GetProperty("agreement").GetDouble(), 0.98, 1);
        Assert.Equal(new FileInfo(small).Length, root.GetProperty("after").GetProperty("bytes").GetInt64());
        Assert.InRange(new FileInfo(small).Length, 0, new FileInfo(model).Length / 2);
        Assert.Contains("QLinearConv", OnnxReader.Read(small).Nodes.Select(node => node.Operator));

        using var before = new PredictionEngine(model);
        using var after = new PredictionEngine(small);
        var image = Directory.GetFiles(_folder.File("images", "discs")).Order(StringComparer.Ordinal).First();
        Assert.Equal(before.Labels, after.Labels);
        Assert.Equal(before.Predict(image).Label, after.Predict(image).Label);
        Assert.InRange(Math.Abs(before.Predict(image).Score - after.Predict(image).Score), 0, 0.05);
        Assert.Equal(before.Embed(ImageSource.FromFile(image)).Length, after.Embed(ImageSource.FromFile(image)).Length);
        using var provenance = JsonDocument.Parse(after.Contract.Provenance!);
        var record = provenance.RootElement.GetProperty("quantization");
        Assert.Equal(("int8", "percentile"), (record.GetProperty("weights").GetString(), record.GetProperty("calibration").GetString()));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(model))),
            record.GetProperty("from").GetString());
        Assert.Equal(root.GetProperty("after").GetProperty("microAccuracy").GetDouble(), record.GetProperty("accuracyAfter").GetDouble());

        // The held-out images are found again, and give the same figures.
        var evaluation = await TrainerRun.Of("evaluate", small, _folder.File("images"), "--json", _folder.File("evaluate.json"));
        Assert.True(evaluation.ExitCode == 0, evaluation.Messages);
        using var measured = JsonDocument.Parse(File.ReadAllBytes(_folder.File("evaluate.json")));
        Assert.Equal("test", measured.RootElement.GetProperty("metricsOf").GetString());
        Assert.Equal(record.GetProperty("accuracyAfter").GetDouble(), measured.RootElement.GetProperty("microAccuracy").GetDouble());
        Assert.Equal(0, (await TrainerRun.Of("network", "show", small)).ExitCode);
        Assert.Equal(0, (await TrainerRun.Of("interpret", small, _folder.File("images"), "-o", _folder.File("mistakes"))).ExitCode);
    }

    [Fact]
    public async Task Quantize_WritesTheSameBytes_OnAnyNumberOfThreads()
    {
        var model = await TrainAsync();
        foreach (var threads in (string[])["1", "3"])
        {
            var run = await TrainerRun.Of("quantize", model, _folder.File("images"), "-o", _folder.File(threads + ".onnx"), "--threads",
                threads, "--images", "9", "--seed", "2");
            Assert.True(run.ExitCode == 0, run.Messages);
        }

        Assert.Equal(File.ReadAllBytes(_folder.File("1.onnx")), File.ReadAllBytes(_folder.File("3.onnx")));
    }

    [Fact]
    public async Task Quantize_WhatLosesTooMuch_IsNotWritten_AndTheWorstLayersAreNamed()
    {
        var model = WithLayerThatHurts(await TrainAsync());
        var run = await TrainerRun.Of(
            "quantize", model, _folder.File("images"), "-o", _folder.File("refused", "small.onnx"), "--json", _folder.File("refused.json"),
                "--float-layers", "0");

        Assert.True(run.ExitCode == 1, run.Results + run.Messages);
        Assert.Empty(Directory.GetFiles(_folder.File("refused")));
        Assert.Contains("No model was written: it loses ", run.Results, StringComparison.Ordinal);
        Assert.Contains("Layers that cost most", run.Results, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(File.ReadAllBytes(_folder.File("refused.json")));
        Assert.False(json.RootElement.GetProperty("written").GetBoolean());
        Assert.Equal("narrow", json.RootElement.GetProperty("layers").GetProperty("worst")[0].GetProperty("layer").GetString());
        Assert.NotEqual(0, json.RootElement.GetProperty("changed").GetArrayLength());
    }

    [Fact]
    public async Task Quantize_OneLayerHurts_ThatOneStaysInFloats()
    {
        var model = WithLayerThatHurts(await TrainAsync());
        var run = await TrainerRun.Of("quantize", model, _folder.File("images"));
        Assert.True(run.ExitCode == 0, run.Results + run.Messages);
        Assert.Contains("1 stay in floats: narrow", run.Results, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quantize_Float16_HalvesTheFile_AndKeepsTheAnswers()
    {
        var model = await TrainAsync();
        var run = await TrainerRun.Of("quantize", model, _folder.File("images"), "--float16", "--max-accuracy-loss", "0");
        Assert.True(run.ExitCode == 0, run.Messages);
        Assert.Contains("100.0% of the images stay in their class", run.Results, StringComparison.Ordinal);
        Assert.InRange(new FileInfo(_folder.File("model.float16.onnx")).Length, 0, 0.6 * new FileInfo(model).Length);
    }

    [Fact]
    public async Task QuantizedModel_IsNeitherABackboneNorQuantizedAgain()
    {
        var model = await TrainAsync();
        Assert.Equal(0, (await TrainerRun.Of("quantize", model, _folder.File("images"))).ExitCode);
        var small = _folder.File("model.int8.onnx");
        string[][] commands =
        [
            ["backbone", "add", small, "--name", "small"],
            ["train", _folder.File("images"), "-o", _folder.File("x.onnx"), "--backbone", small],
            ["quantize", small, _folder.File("images")],
        ];
        foreach (var command in commands)
        {
            var run = await TrainerRun.Of(command);
            Assert.Equal(1, run.ExitCode);
            Assert.Contains("in 8 bits", run.Messages, StringComparison.Ordinal);
            Assert.Contains("was made of", run.Messages, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task TrainInt8_DeliversTheModelIn8Bits()
    {
        var model = _folder.File("model.onnx");
        var run = await TrainerRun.Of("train", ShapeImages.WriteTo(_folder.File("images"), perClass: 20), "-o", model, "--no-cache",
            "--int8");
        Assert.True(run.ExitCode == 0, run.Messages);
        Assert.Contains("int8", run.Results, StringComparison.Ordinal);
        Assert.True(EightBitQuantization.IsQuantized(OnnxReader.Read(model)));
    }

    [Theory]
    [InlineData("--images is 0; it must be 1 or more", "quantize", "no.onnx", "nowhere", "--images", "0")]
    [InlineData("--max-accuracy-loss is -1; it must be 0 to 100", "quantize", "no.onnx", "nowhere", "--max-accuracy-loss", "-1")]
    [InlineData("--float-layers is -2; it must be 0 or more", "quantize", "no.onnx", "nowhere", "--float-layers", "-2")]
    [InlineData("--calibration is 'best'; valid values are percentile, minmax, entropy", "quantize", "no.onnx", "nowhere", "--calibration",
        "best")]
    [InlineData("--calibration: nothing is calibrated with --float16", "quantize", "no.onnx", "nowhere", "--float16", "--calibration",
        "minmax")]
    [InlineData("--device: models are made smaller for the processor", "quantize", "no.onnx", "nowhere", "--device", "cuda")]
    [InlineData("--dataset: --int8 is for one model of image files", "train", "--dataset", "fashion-mnist", "--network", "resnet20",
        "--from-scratch", "-o", "x.onnx", "--int8")]
    public async Task Quantize_WrongUse_IsSaidBeforeAnythingIsRead(string message, params string[] arguments)
    {
        var run = await TrainerRun.Of(arguments);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quantize_NoSuchModel_IsSaid()
    {
        var run = await TrainerRun.Of("quantize", _folder.File("no.onnx"), _folder.Path);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("no.onnx", run.Messages, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// The same classifier with a layer in front that 8 bits cannot hold: colours at a hundred-thousandth of their size beside a channel of
    /// 1,000, which is then dropped and the colours brought back.
    /// </summary>
    private string WithLayerThatHurts(string model)
    {
        var graph = OnnxReader.Read(model);
        var builder = GraphBuilder.Like(graph);
        Value Integer(string name, long number) => builder.Constant(name, TensorData.FromInt64s([number], 1));
        var input = builder.Input(graph.Inputs[0].Name, ElementType.Float32, graph.Inputs[0].Shape);
        var weights = builder.Constant("narrow_weight",
            TensorData.FromFloats([1e-5f, 0, 0, 0, 0, 1e-5f, 0, 0, 0, 0, 1e-5f, 0, 0, 0, 0, 0], 4, 4, 1, 1));
        var bias = builder.Constant("narrow_bias", TensorData.FromFloats([0, 0, 0, 1000], 4));
        var four = builder.Constant("four_weight", TensorData.FromFloats([1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0], 4, 3, 1, 1));
        var side = AttributeMap.Empty.With("kernel_shape", 1L, 1L);
        var narrow = builder.Add("Conv", [builder.Add("Conv", [input, four], side, "four"), weights, bias], side, "narrow");
        var colours = builder.Add("Slice", [narrow, Integer("from", 0), Integer("to", 3), Integer("axis", 1)], name: "colours");
        var wide = builder.Add("Mul", [colours, builder.Constant("factor", TensorData.FromFloats([1e5f]))], name: "wide");
        var copies = builder.Inline(graph, new Dictionary<Value, Value> { [graph.Inputs[0]] = wide }, graph.Outputs);
        var changed = _folder.File("hurts.onnx");
        OnnxWriter.WriteFile(builder.Build([.. graph.Outputs.Select(output => (output.Name, copies[output]))], graph.Metadata), changed);
        return changed;
    }

    private async Task<string> TrainAsync()
    {
        var model = _folder.File("model.onnx");
        var run = await TrainerRun.Of("train", ShapeImages.WriteTo(_folder.File("images"), perClass: 20), "-o", model, "--no-cache");
        Assert.True(run.ExitCode == 0, run.Messages);
        return model;
    }
}
