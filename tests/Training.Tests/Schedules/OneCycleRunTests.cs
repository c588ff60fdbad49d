using System.Text.Json;
using MLPipeline.Execution;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Training.Tests;

/// <summary>
/// That a schedule's rate and momentum reach the optimiser through the training loop, and a stage's own rate with them, against PyTorch:
/// Golden/one_cycle_oracle.py.
/// </summary>
public class OneCycleRunTests
{
    private static readonly JsonElement Oracle =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "one_cycle_oracle.json"))).RootElement;

    public static TheoryData<string> Cases { get; } =
        [.. Oracle.GetProperty("cases").EnumerateArray().Select(entry => entry.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Training_InOneCycle_MovesTheMomentumOfTheOptimizer(string name)
    {
        var expected = Oracle.GetProperty("cases").EnumerateArray().Single(entry => entry.GetProperty("name").GetString() == name);
        double Number(string field, double otherwise) => expected.TryGetProperty(field, out var value) ? value.GetDouble() : otherwise;
        var rate = Oracle.GetProperty("rate").GetDouble();
        var options = new NetworkTrainingOptions
        {
            Epochs = Oracle.GetProperty("steps").GetInt32(), // one batch each
            LearningRate = rate,
            LearningRateScheduler = new OneCycleLR
            {
                RisingPart = Number("rising", 0),
                StartDivisor = Number("start", 0),
                EndDivisor = Number("end", 0),
                LowMomentum = Number("low", 0.85),
                HighMomentum = Number("high", 0.95),
            },
            Optimizer = expected.GetProperty("optimizer").GetString() switch
            {
                "sgd" => new SgdOptions { WeightDecay = 0.01 },
                var adam => new AdamOptions { WeightDecay = 0.01, DecoupledDecay = adam == "adamw" },
            },
            ParameterRates = [new("layer1.*", Oracle.GetProperty("slow").GetDouble())],
        };
        using var network = new GivenGradients();
        var train = new TrainingImages { Pixels = MemoryPixels.Bars(3, seed: 1), Preparation = new PixelNormalizer(6, 6, [0], [1]) };
        var steps = 0;
        new NetworkTrainer(options).Train(network, train, onEvent: happened =>
        {
            if (happened is not NetworkTrainingEvent.StepDone) return;
            if (expected.GetProperty("after").TryGetProperty($"{++steps}", out var after)) AssertEqual(after, network);
        });
        Assert.Equal(options.Epochs, steps);
    }

    private static void AssertEqual(JsonElement after, GivenGradients network)
    {
        foreach (var slot in network.Parameters.Slots)
        {
            var (numbers, values) = (after.GetProperty(slot.Name), network.Parameters.Read(slot));

            // Single against double precision: 20 steps round numbers around 1 by some units in the last place each, 6e-8.
            for (var i = 0; i < values.Length; i++) Assert.Equal(numbers[i].GetDouble(), values[i], 2e-6);
        }
    }

    /// <summary>Answers every step with the gradients of the golden file.</summary>
    private sealed class GivenGradients : ITrainableNetwork
    {
        private readonly float[] _images = new float[BatchImages * 36];
        private readonly float[] _targets = new float[BatchImages * 3];
        private readonly float[] _probabilities = new float[BatchImages * 3];
        private int _step;

        private const int BatchImages = 3;

        public GivenGradients()
        {
            foreach (var slot in Parameters.Slots) Parameters.Write(slot, Floats(Oracle.GetProperty("start").GetProperty(slot.Name)));
        }

        public int BatchSize => BatchImages;

        public int Classes => 3;

        public int ImageLength => 36;

        public ParameterMemory Parameters { get; } = TestParameters.Of(
            ("layer1.weight", ParameterKind.Weight, [16]), ("head.weight", ParameterKind.Weight, [16]));

        public WorkTeam Team { get; } = new(1);

        public long PlannedBytes => 0;

        public Span<float> Images => _images;

        public Span<float> Targets => _targets;

        public ReadOnlySpan<float> Probabilities => _probabilities;

        public float Step(ulong randomSeed)
        {
            var gradients = Oracle.GetProperty("gradients")[_step++];
            foreach (var slot in Parameters.Slots)
            {
                Floats(gradients.GetProperty(slot.Name)).CopyTo(Parameters.Gradients.Span(slot.Start, (int)slot.Count));
            }

            return 1;
        }

        public float Evaluate() => 1;

        public void Dispose()
        {
            Team.Dispose();
            Parameters.Dispose();
        }

        private static float[] Floats(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetSingle())];
    }
}
