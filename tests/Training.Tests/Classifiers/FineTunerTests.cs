using System.Globalization;
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

    /// <summary>Bright and dark noise, 12 images of each in training and 4 of each for the test.</summary>
    private TransferData Images()
    {
        var random = new Random(5);
        var images = new List<TransferImage>();
        for (var i = 0; i < 32; i++)
        {
            var pixels = new byte[32 * 32 * 3];
            random.NextBytes(pixels);
            if (i % 2 == 0) pixels = [.. pixels.Select(value => (byte)(value / 2))];
            var file = _folder.Write($"{i}.png", ImageEncoder.EncodePng(new RgbImage(32, 32, pixels)));
            images.Add(new TransferImage(new FeatureImage(ContentHash.Of(File.ReadAllBytes(file)), ImageSource.FromFile(file)), i % 2, i < 24 ? SplitName.Train : SplitName.Test));
        }

        return new TransferData(["dark", "bright"], images);
    }
}
