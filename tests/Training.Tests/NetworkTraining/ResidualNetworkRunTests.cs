using MLPipeline.Execution;
using MLPipeline.Kernels.Threading;
using MLPipeline.Networks;

namespace MLPipeline.Training.Tests;

/// <summary>The loop with a compiled residual network, batch normalisation and all.</summary>
public class ResidualNetworkRunTests
{
    private static readonly NetworkTrainingOptions Options = new()
    {
        Epochs = 3,
        LearningRate = 0.05,
        Optimizer = new SgdOptions { WeightDecay = 1e-4, Nesterov = true },
        MovingAverageDecay = 0.9,
        ClipNorm = 5,
        LabelSmoothing = 0.05,
    };

    private static readonly MemoryPixels TrainPixels = MemoryPixels.Bars(100, seed: 1, side: 12);

    private static readonly TrainingImages Validation = new() { Pixels = MemoryPixels.Bars(40, seed: 2, side: 12), Preparation = new PixelNormalizer(12, 12, [0.5f], [0.25f]) };

    [Fact]
    public void Loss_Falls_AndTheBytesAreTheSame_OnAnyThreads_InterruptedOrNot()
    {
        var (expected, result) = Run(threads: 1);
        Assert.True(result.History[^1].Train.Loss < result.History[0].Train.Loss, $"{result.History[0]}\n{result.History[^1]}");
        Assert.Equal(expected, Run(threads: 3).Values);

        using var folder = new TemporaryFolder();
        var checkpoints = new CheckpointOptions { Path = folder.File("run.checkpoint"), Network = "resnet14" };
        Run(threads: 2, checkpoints, stopAfter: 6); // in the midst of the second epoch, which has 4 steps: of 32, 32, 32 and 4 images
        Assert.Equal(expected, Run(threads: 2, checkpoints with { Resume = true }).Values);
    }

    private static (float[] Values, NetworkTrainingResult Result) Run(int threads, CheckpointOptions? checkpoints = null, int stopAfter = int.MaxValue)
    {
        var graph = NetworkCatalog.Find("resnet14").Build(new NetworkOptions { Classes = 3, Channels = 1, Height = 12, Width = 12 });
        using var team = new WorkTeam(threads);
        using var network = CompiledNetwork.Compile(
            graph, NetworkParameters.Of(graph).Where(parameter => !parameter.IsStatistic).Select(parameter => parameter.Name), 3, new ExecutionOptions(), team);
        using var cancellation = new CancellationTokenSource();
        var augmentation = ImageAugmentation.Parse("pad-crop:1,color:0.1");
        var train = new TrainingImages { Pixels = TrainPixels, Preparation = new AugmentedPreparation(augmentation, TrainPixels, 12, 12, [0.5f], [0.25f], Options.Seed, threads) };
        var result = new NetworkTrainer(Options).Train(network, train, Validation, checkpoints, happening =>
        {
            if (happening is NetworkTrainingEvent.StepDone && --stopAfter == 0) cancellation.Cancel();
        }, cancellation: cancellation.Token);
        return (network.Parameters.Values.Span(0, (int)network.Parameters.Values.Length).ToArray(), result);
    }
}
