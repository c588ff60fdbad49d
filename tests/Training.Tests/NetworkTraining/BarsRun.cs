using MLPipeline.Execution;

namespace MLPipeline.Training.Tests;

/// <summary>A small run with everything switched on that has state or draws random numbers.</summary>
internal static class BarsRun
{
    public static NetworkTrainingOptions Options { get; } = new()
    {
        Epochs = 6,
        LearningRate = 0.05,
        LearningRateScheduler = new WarmUpLR { Schedule = new OneCycleLR(), Epochs = 1 },
        Optimizer = new AdamOptions { WeightDecay = 0.01, DecoupledDecay = true },
        ParameterRates = [new("fc1.*", 0.5)],
        ClipNorm = 0.5,
        LabelSmoothing = 0.1,
        Balance = true,
        MovingAverageDecay = 0.95,
        BatchesPerStep = 2,
        EarlyStopping = new EarlyStopping { Patience = 4 },
        Seed = 11,
    };

    public static TrainingImages Train { get; } = new() { Pixels = MemoryPixels.Bars(70, seed: 1), Preparation = new JitteredPixels(36), Mixing = new NeighbourMixing() };

    public static TrainingImages Validation { get; } = new() { Pixels = MemoryPixels.Bars(31, seed: 2), Preparation = new PixelNormalizer(6, 6, [0], [1]) };

    public static TwoLayerNetwork Network(int threads = 1, int batchSize = 8, int hidden = 12) =>
        new(batchSize, imageLength: 36, hidden, classes: 3, threads, dropout: true);

    /// <summary>Trains and gives all parameters in the end.</summary>
    public static float[] Finish(
        ITrainableNetwork network,
        CheckpointOptions? checkpoints = null,
        Action<NetworkTrainingEvent>? onEvent = null,
        NetworkTrainingOptions? options = null,
        CancellationToken cancellation = default)
    {
        new NetworkTrainer(options ?? Options).Train(network, Train, Validation, checkpoints, onEvent, cancellation: cancellation);
        return network.Parameters.Values.Span(0, (int)network.Parameters.Values.Length).ToArray();
    }
}
