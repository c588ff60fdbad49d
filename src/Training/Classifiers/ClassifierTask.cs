using System.Security.Cryptography;
using System.Text;
using MLPipeline.Graphs;
using MLPipeline.Inference;
using MLPipeline.Networks;

namespace MLPipeline.Training;

/// <summary>What is compiled and what it is fed with: the whole network and its images, or the part above a frozen border and its maps.</summary>
internal sealed record ClassifierTask
{
    /// <summary>One input <c>[batch, C, H, W]</c>, one output: logits.</summary>
    public required Graph Network { get; init; }

    /// <summary>The parameters to train.</summary>
    public required IReadOnlyList<string> Trainable { get; init; }

    public required TrainingImages Train { get; init; }

    public TrainingImages? Validation { get; init; }

    public TrainingImages? Test { get; init; }

    /// <summary>The images that the finished file is checked with.</summary>
    public TrainingImages? Sample { get; init; }

    /// <summary>The checkpoints of a run of this task: one is only continued with the same operators and the same weights where they are not trained.</summary>
    public CheckpointOptions? Identify(CheckpointOptions? checkpoints)
    {
        if (checkpoints is null) return null;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(Network.ToString()));
        foreach (var constant in Network.Constants.Where(constant => !Trainable.Contains(constant.Name))) hash.AppendData(constant.Constant!.Bytes.Span);
        return checkpoints with { Network = Convert.ToHexStringLower(hash.GetHashAndReset()) };
    }

    /// <summary>Training of the whole network, whose frozen parts are computed in every step.</summary>
    public static ClassifierTask Whole(TrainableClassifier classifier, ClassifierData data, ClassifierTrainingOptions options, int workers)
    {
        var augmentation = options.Augmentation;
        TrainingImages? Plain(ClassifierImages? part) => part is null ? null : new TrainingImages
        {
            Pixels = part.Pixels,
            Preparation = Preparation(classifier, part.Pixels, ImageAugmentation.None, options.Training.Seed, workers),
        };
        return new ClassifierTask
        {
            Network = classifier.Network,
            Trainable = options.Unfreeze.ParametersOf(classifier),
            Train = new TrainingImages
            {
                Pixels = data.Train.Pixels,
                Preparation = Preparation(classifier, data.Train.Pixels, augmentation, options.Training.Seed, workers),
                Mixing = augmentation.Mixes.Count == 0 ? null : new AugmentedMixing(augmentation, classifier.Resize.Height, classifier.Resize.Width, classifier.Channels),
            },
            Validation = Plain(data.Validation),
            Test = Plain(data.Test),
            Sample = Plain(data.Sample),
        };
    }

    /// <summary>Training of what lies above a border, on maps that were computed once.</summary>
    public static ClassifierTask Above(TrainableClassifier classifier, Value border, ClassifierData data, ClassifierTrainingOptions options)
    {
        int[] lengths = [.. border.Shape!.Skip(1).Select(length => (int)length.Length!.Value)];
        TrainingImages? Maps(ClassifierImages? part) => part?.Pixels is FeatureMapSource source
            ? new TrainingImages { Pixels = source, Preparation = new FeatureMapPreparation(source, lengths[0], lengths.Skip(1).Aggregate(1, (product, length) => product * length)) }
            : null;
        return new ClassifierTask
        {
            Network = GraphCut.Between(classifier.Network, border.Name, classifier.Network.Outputs[0].Name),
            Trainable = options.Unfreeze.ParametersOf(classifier),
            Train = Maps(data.Train)!,
            Validation = Maps(data.Validation),
            Test = Maps(data.Test),
            Sample = Maps(data.Sample),
        };
    }

    private static IPixelPreparation Preparation(TrainableClassifier classifier, IPixelSource pixels, ImageAugmentation augmentation, int seed, int workers)
    {
        var (mean, deviation) = classifier.Normalization();
        if (pixels.Channels == 1) (mean, deviation) = ([mean[0]], [deviation[0]]);
        var (height, width) = (classifier.Resize.Height, classifier.Resize.Width);
        IPixelPreparation prepared = augmentation.Transforms.Count == 0
            ? new PixelNormalizer(height, width, mean, deviation)
            : new AugmentedPreparation(augmentation, pixels, height, width, mean, deviation, seed, workers);
        if (classifier.Input.ChannelOrder == ChannelOrder.Bgr) prepared = new BlueFirstPreparation(prepared);
        return classifier.Channels < pixels.Channels ? new LuminancePreparation(prepared, workers) : prepared;
    }
}
