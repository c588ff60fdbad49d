using MLPipeline.Imaging;
using MLPipeline.Runtime;

namespace MLPipeline.Inference.Tests;

public sealed class ModelFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Contract_ComesBackFromTheFile()
    {
        var input = new InputContract
        {
            Resize = ResizeRule.Pad(8, 6) with { PadColour = new Rgb(1, 2, 3) },
            ChannelOrder = ChannelOrder.Bgr,
            Layout = TensorLayout.Nhwc,
            Normalization = InputPreset.ImageNet.Normalization,
        };
        string[] labels = ["Käfer, \"klein\"", "猫", ""];
        using var engine = Load(new ColourClassifier { Input = input, Labels = labels, Features = true }.ToBytes());
        Assert.Equal(input, engine.Contract.Input);
        Assert.Equal(labels, engine.Labels);
        Assert.Equal("{\"seed\":1}", engine.Contract.Provenance);
        Assert.Equal("features", engine.Contract.FeatureOutput);
    }

    [Theory]
    [InlineData(null, null, "does not carry this project's metadata")]
    [InlineData(ModelMetadata.VersionKey, "2", "format version '2'; this program reads 1 to 1")]
    [InlineData(ModelMetadata.VersionKey, "one", "format version 'one'")]
    [InlineData(ModelMetadata.LabelsKey, null, "no metadata 'mlpipeline.labels'")]
    [InlineData(ModelMetadata.LabelsKey, "[\"red\",", "damaged metadata")]
    [InlineData(ModelMetadata.LabelsKey, "[\"red\", null, \"blue\"]", "damaged metadata")]
    [InlineData(ModelMetadata.LabelsKey, "[\"red\", \"green\"]", "names 2 classes but gives 3 scores")]
    [InlineData(ModelMetadata.InputKey, "{}", "damaged metadata")]
    [InlineData(ModelMetadata.InputKey, "null", "damaged metadata")]
    public void Metadata_MissingNewerOrDamaged_IsSaid(string? key, string? value, string message)
    {
        var metadata = new Dictionary<string, string>(ModelMetadata.Write(new ModelContract { Input = new ColourClassifier().Input, Labels = ColourClassifier.ColourNames }));
        if (key is null)
        {
            metadata.Clear();
        }
        else if (value is null)
        {
            metadata.Remove(key);
        }
        else
        {
            metadata[key] = value;
        }

        var path = _folder.Write("model.onnx", new ColourClassifier { Metadata = metadata }.ToBytes());
        var error = Assert.Throws<ModelFormatException>(() => new PredictionEngine(path));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Contract_OfAnotherSizeThanTheNetwork_IsSaid()
    {
        var metadata = ModelMetadata.Write(new ModelContract { Input = new InputContract { Resize = ResizeRule.Squash(16, 16) }, Labels = ColourClassifier.ColourNames });
        var bytes = new ColourClassifier { Metadata = metadata }.ToBytes();
        Assert.Contains("metadata says [3, 16, 16]", Assert.Throws<ModelFormatException>(() => Load(bytes)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("empty.onnx")]
    [InlineData("cut.onnx")]
    [InlineData("image.onnx")]
    [InlineData("missing.onnx")]
    [InlineData("folder.onnx")]
    public void File_ThatIsNoModel_IsNamedWithTheReason(string name)
    {
        var model = new ColourClassifier().ToBytes();
        _folder.Write("empty.onnx", []);
        _folder.Write("cut.onnx", model[..(model.Length / 2)]);
        _folder.Write("image.onnx", ColourClassifier.Png(new Rgb(1, 2, 3)));
        Directory.CreateDirectory(Path.Combine(_folder.Path, "folder.onnx"));
        var path = Path.Combine(_folder.Path, name);
        Assert.Contains(path, Assert.Throws<OnnxModelException>(() => new PredictionEngine(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, ScoreKind.Detect)]
    [InlineData(true, ScoreKind.Probabilities)]
    [InlineData(false, ScoreKind.Detect)]
    [InlineData(false, ScoreKind.Logits)]
    public void Foreign_ProbabilitiesAndLogits_GiveTheSameScores(bool softmax, ScoreKind kind)
    {
        var colour = new Rgb(250, 20, 90);
        var foreign = new ForeignModel { Input = new ColourClassifier().Input, Scores = kind, Labels = ["r", "g", "b"] };
        using var engine = Load(new ColourClassifier { Softmax = softmax, Output = "out" }.ToForeignBytes(), foreign);
        var prediction = engine.Predict(ColourClassifier.Png(colour));
        Assert.Equal("r", prediction.Label);
        Assert.Equal(ColourClassifier.ScoresOf(colour)[2], prediction.Scores[2], 1e-5f);
    }

    [Fact]
    public void Foreign_WithoutLabels_ClassesAreNumbers()
    {
        using var engine = Load(new ColourClassifier().ToForeignBytes(), new ForeignModel { Input = new ColourClassifier().Input });
        Assert.Equal(["0", "1", "2"], engine.Labels);
    }

    [Fact]
    public void Foreign_DescriptionThatDoesNotFit_IsSaid()
    {
        var input = new ColourClassifier().Input;
        var bytes = new ColourClassifier { Features = true }.ToForeignBytes();
        Assert.Contains("several outputs: Score", Assert.Throws<ModelFormatException>(() => Load(bytes, new ForeignModel { Input = input })).Message, StringComparison.Ordinal);
        Assert.Contains("no output 'x'", Assert.Throws<OnnxModelException>(() => Load(bytes, new ForeignModel { Input = input, ScoreOutput = "x" })).Message, StringComparison.Ordinal);
        Assert.Contains("gives 3 scores, but 2 labels", Assert.Throws<ModelFormatException>(() => Load(bytes, new ForeignModel { Input = input, ScoreOutput = "Score", Labels = ["a", "b"] })).Message, StringComparison.Ordinal);
        var wrongSize = new ForeignModel { Input = input with { Resize = ResizeRule.Squash(9, 9) }, ScoreOutput = "Score" };
        Assert.Throws<OnnxModelException>(() => Load(bytes, wrongSize));
    }

    [Fact]
    public void Foreign_DescriptionOfAModelThatNeedsNone_PlaysNoPart()
    {
        using var engine = Load(new ColourClassifier().ToBytes(), new ForeignModel { Input = new InputContract { Resize = ResizeRule.Squash(3, 3) } });
        Assert.Equal(ColourClassifier.ColourNames, engine.Labels);
    }

    public void Dispose() => _folder.Dispose();

    private static PredictionEngine Load(byte[] model, ForeignModel? foreign = null) =>
        new(new MemoryStream(model), new PredictionEngineOptions { Foreign = foreign });
}
