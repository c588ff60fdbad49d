using System.Globalization;
using System.Text.Json;
using MLPipeline.Datasets;
using MLPipeline.Imaging;
using MLPipeline.Inference;
using MLPipeline.Kernels.Threading;
using MLPipeline.Networks;

namespace MLPipeline.Training.Tests;

public sealed class FineTunerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TrainAbove_FrozenMaps_EqualsTrainingOfTheWholeNetwork()
    {
        var data = Images();
        var classifier = PretrainedNetwork.With(classes: 2);
        var trainer = new ClassifierTrainer(new ClassifierTrainingOptions
        {
            Unfreeze = Unfreezing.Parse("last-stage"),
            BatchSize = 8,
            Training = new NetworkTrainingOptions { Epochs = 2, LearningRate = 0.01, Optimizer = new SgdOptions { WeightDecay = 1e-3 } },
        });
        using var team = new WorkTeam(2);
        using var files = ClassifierFiles.Open(data, classifier.Input.Resize, ImageAugmentation.None, DecodeOptions.Default, team);
        var whole = trainer.Train(classifier, files, team);

        var border = trainer.Border(classifier)!;
        using var maps = FrozenMaps.Compute(classifier, border, data, new FeatureOptions { CacheFolder = _folder.Path }, progress: null, CancellationToken.None);
        var above = trainer.TrainAbove(classifier, border, maps.Data, team, null, null, CancellationToken.None, CancellationToken.None);

        Assert.Equal(border.Name, above.Border);
        Assert.Equal(whole.Trained, above.Trained);
        var (first, second) = (Values(whole), Values(above));
        var before = NetworkParameters.Of(classifier.Network).ToDictionary(parameter => parameter.Name, parameter => parameter.Data.ToFloats());
        foreach (var name in first.Keys)
        {
            var moved = first[name].Zip(before[name], (a, b) => Math.Abs(a - b)).Max();
            if (whole.Trained.Contains(name)) Assert.True(moved > 1e-5, $"{name} has not been trained");
            else if (!name.StartsWith("head", StringComparison.Ordinal) && moved > 0) Assert.Contains("running", name, StringComparison.Ordinal);

            // The maps are computed by another library, whose convolutions round otherwise; 1e-4 is a hundredth of what training moved.
            for (var i = 0; i < first[name].Length; i++) Assert.Equal(first[name][i], second[name][i], 1e-4f);
        }
    }

    /// <summary>
    /// A backbone's batch normalisation has the statistics of the images that it was trained on: with those of a batch of other images its
    /// features would be others, and the classifier that was trained on them would be wrong at the first step.
    /// </summary>
    [Fact]
    public void Train_StartsWithTheNetworkThatTheClassifierWasTrainedOn()
    {
        using var team = new WorkTeam(2);
        var features = new FeatureOptions { CacheFolder = _folder.Path };
        var training = new NetworkTrainingOptions { Epochs = 1, LearningRate = 1e-9 };
        var tuner = new FineTuner(
            NormalizedNetwork.WriteTo(_folder),
            new TransferOptions { Features = features },
            new ClassifierTrainingOptions { BatchSize = 8, Unfreeze = Unfreezing.Parse("all"), Training = training });
        var epochs = new List<NetworkEpoch>();

        var tuned = tuner.Train(Images(), team, events: new FineTuningEvents { Network = happened =>
        {
            if (happened is NetworkTrainingEvent.EpochDone done) epochs.Add(done.Figures);
        } });

        // A mean over the same 24 images: of the frozen features after their last epoch, and of the network in its first one.
        var frozen = tuned.Head.History[^1].Train.Loss;
        Assert.Equal(frozen, Assert.Single(epochs).Train.Loss, 1e-3);
    }

    /// <summary>On maps above a border and on images.</summary>
    [Theory]
    [InlineData("last-stage", true)]
    [InlineData("all", false)]
    public void EveryEpochWorse_DeliversTheFrozenClassifier(string unfreeze, bool hasBorder)
    {
        var data = Images(validation: 6);
        var features = new FeatureOptions { CacheFolder = _folder.Path };
        var head = new TransferOptions { Features = features, Head = new HeadTrainingOptions { Epochs = 2 } };
        var training = new NetworkTrainingOptions
        {
            Epochs = 2, LearningRate = 0.3, LearningRateScheduler = new ConstantLearningRate(), ClipNorm = 1, KeepBestBy = EpochMetric.Loss,
        };
        var layers = new ClassifierTrainingOptions { BatchSize = 8, Unfreeze = Unfreezing.Parse(unfreeze), Training = training };
        var tuner = new FineTuner(PretrainedNetwork.Backbone, head, layers);
        using var one = new WorkTeam(1);
        using var two = new WorkTeam(2);
        var tuned = tuner.Train(data, two).Classifier;
        var start = tuned.Run.Start!.Value;
        Assert.Equal(hasBorder, tuned.Border is not null);
        Assert.All(tuned.Run.History, epoch => Assert.True(epoch.Validation!.Value.Loss > start.Loss, $"{epoch}"));
        Assert.True(tuned.Run.KeptStart);
        Assert.Equal(tuned.ValidationMetrics!.LogLoss, start.Loss, 1e-5);
        var model = ModelExporter.Build(tuned);
        Assert.Equal(model, ModelExporter.Build(tuner.Train(data, one).Classifier)); // on any number of threads, by what is written

        var (tunedFile, frozenFile) = (_folder.File("tuned.onnx"), _folder.File("frozen.onnx"));
        ModelExporter.Export(tuned, tunedFile);
        Assert.Equal(model, File.ReadAllBytes(tunedFile));
        using (var frozen = new TransferTrainer(PretrainedNetwork.Backbone, head).Train(data)) ModelExporter.Export(frozen, frozenFile);
        using var tunedEngine = new PredictionEngine(tunedFile);
        using var frozenEngine = new PredictionEngine(frozenFile);
        foreach (var image in data.Images)
        {
            var (expected, found) = (frozenEngine.Predict(image.Image.Source), tunedEngine.Predict(image.Image.Source));
            Assert.Equal(expected.Label, found.Label);
            Assert.Equal(expected.Score, found.Score, 1e-5f);
        }

        using var provenance = JsonDocument.Parse(tunedEngine.Contract.Provenance!);
        var options = provenance.RootElement.GetProperty("options");
        Assert.Equal((2, 0), (options.GetProperty("epochs").GetInt32(), options.GetProperty("bestEpoch").GetInt32()));
    }

    [Fact]
    public void Start_OfAPretrainedNetwork_IsMeasured_AndThatOfRandomWeightsIsNot()
    {
        var pretrained = PretrainedNetwork.With(classes: 2);
        var shape = new NetworkOptions { Classes = 2, Channels = 3, Height = 32, Width = 32 };
        var random = TrainableClassifier.FromZero(NetworkCatalog.Find("resnet14"), shape, pretrained.Input);
        var training = new NetworkTrainingOptions { Epochs = 1, LearningRate = 0.01 };
        var trainer = new ClassifierTrainer(new ClassifierTrainingOptions { BatchSize = 8, Training = training });
        using var team = new WorkTeam(2);
        using var files = ClassifierFiles.Open(Images(validation: 6), pretrained.Input.Resize, ImageAugmentation.None, DecodeOptions.Default, team);
        Assert.NotNull(trainer.Train(pretrained, files, team).Run.Start);
        var fromZero = trainer.Train(random, files, team).Run;
        Assert.Equal((null, 0), (fromZero.Start, fromZero.BestEpoch));
    }

    /// <summary>It is part of the model's bytes, and a library is called under whatever culture the program around it has.</summary>
    [Fact]
    public void Provenance_IsTheSameText_UnderEveryCulture()
    {
        var classifier = PretrainedNetwork.With(classes: 2);
        var trainer = new ClassifierTrainer(new ClassifierTrainingOptions
        {
            Unfreeze = Unfreezing.Parse("last-stage"),
            BatchSize = 8,
            Training = new NetworkTrainingOptions { Epochs = 1, LearningRateScheduler = new OneCycleLR { RisingPart = 0.25 } },
        });
        using var team = new WorkTeam(2);
        using var files = ClassifierFiles.Open(Images(), classifier.Input.Resize, ImageAugmentation.None, DecodeOptions.Default, team);
        var trained = trainer.Train(classifier, files, team);
        var text = Provenance.Describe(trained);
        Assert.Contains("OneCycleLR { RisingPart = 0.25, StartDivisor = 25,", text, StringComparison.Ordinal);

        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat = new NumberFormatInfo { NumberDecimalSeparator = "," };
        (var before, CultureInfo.CurrentCulture) = (CultureInfo.CurrentCulture, culture);
        try
        {
            Assert.Equal(text, Provenance.Describe(trained));
            Assert.Same(culture, CultureInfo.CurrentCulture);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Border_WithRandomTrainingImages_IsNone()
    {
        var trainer = new ClassifierTrainer(new ClassifierTrainingOptions { Unfreeze = Unfreezing.Parse("last-stage"), Augmentation = ImageAugmentation.Parse("flip") });
        Assert.Null(trainer.Border(PretrainedNetwork.With(classes: 2)));
    }

    private static Dictionary<string, float[]> Values(TrainedClassifier trained) =>
        NetworkParameters.Of(trained.Classifier.Network).ToDictionary(parameter => parameter.Name, parameter => parameter.Data.ToFloats());

    /// <summary>Bright and dark noise, 12 images of each in training, less those of the validation, and 4 of each for the test.</summary>
    private TransferData Images(int validation = 0)
    {
        var random = new Random(5);
        var images = new List<TransferImage>();
        for (var i = 0; i < 32; i++)
        {
            var pixels = new byte[32 * 32 * 3];
            random.NextBytes(pixels);
            if (i % 2 == 0) pixels = [.. pixels.Select(value => (byte)(value / 2))];
            var file = _folder.Write($"{i}.png", ImageEncoder.EncodePng(new RgbImage(32, 32, pixels)));
            var image = new FeatureImage(ContentHash.Of(File.ReadAllBytes(file)), ImageSource.FromFile(file));
            images.Add(new TransferImage(image, i % 2, i < validation ? SplitName.Validation : i < 24 ? SplitName.Train : SplitName.Test));
        }

        return new TransferData(["dark", "bright"], images);
    }
}
