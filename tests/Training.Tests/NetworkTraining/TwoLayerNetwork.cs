using MLPipeline.Execution;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Training.Tests;

/// <summary>
/// A network in plain loops: pixels less their mean (that of the batch in training, a running one else), dense, ReLU, dropout of a fifth, dense, softmax.
/// </summary>
internal sealed class TwoLayerNetwork : ITrainableNetwork
{
    private readonly int _hidden;
    private readonly bool _dropout;
    private readonly bool _centre;
    private readonly float[] _images;
    private readonly float[] _targets;
    private readonly float[] _probabilities;

    public TwoLayerNetwork(int batchSize, int imageLength, int hidden, int classes, int threads = 1, bool dropout = false, bool centre = true)
    {
        (BatchSize, ImageLength, _hidden, Classes, _dropout, _centre) = (batchSize, imageLength, hidden, classes, dropout, centre);
        Team = new WorkTeam(threads);
        _images = new float[batchSize * imageLength];
        _targets = new float[batchSize * classes];
        _probabilities = new float[batchSize * classes];
        Parameters = TestParameters.Of(
            ("fc1.weight", ParameterKind.Weight, [hidden, imageLength]), ("fc1.bias", ParameterKind.Bias, [hidden]),
            ("fc2.weight", ParameterKind.Weight, [classes, hidden]), ("fc2.bias", ParameterKind.Bias, [classes]),
            ("norm.running_mean", ParameterKind.Statistic, [imageLength]));
        var random = new Random(1);
        foreach (var slot in Parameters.Slots.Where(slot => slot.Kind == ParameterKind.Weight))
        {
            var bound = MathF.Sqrt(3f / slot.Dimensions[1]);
            foreach (ref var weight in Span(slot.Name)) weight = ((2 * random.NextSingle()) - 1) * bound;
        }
    }

    public int BatchSize { get; }

    public int Classes { get; }

    public int ImageLength { get; }

    public ParameterMemory Parameters { get; }

    public WorkTeam Team { get; }

    public long PlannedBytes => sizeof(float) * (_images.Length + _targets.Length + _probabilities.Length + Parameters.Values.Length + Parameters.Gradients.Length);

    public Span<float> Images => _images;

    public Span<float> Targets => _targets;

    public ReadOnlySpan<float> Probabilities => _probabilities;

    public float[] AllValues => Parameters.Values.Span(0, (int)Parameters.Values.Length).ToArray();

    public float Step(ulong randomSeed)
    {
        var mean = new float[ImageLength];
        for (var i = 0; _centre && i < _images.Length; i++) mean[i % ImageLength] += _images[i] / BatchSize;
        Parameters.Gradients.Span(0, (int)Parameters.TrainedLength).Clear();
        var w2 = Span("fc2.weight");
        var g1 = Gradient("fc1.weight");
        var g1Bias = Gradient("fc1.bias");
        var g2 = Gradient("fc2.weight");
        var g2Bias = Gradient("fc2.bias");
        var random = new Random((int)(randomSeed ^ (randomSeed >> 32)));
        double loss = 0;
        for (var n = 0; n < BatchSize; n++)
        {
            var mask = new float[_hidden];
            for (var j = 0; j < _hidden; j++) mask[j] = !_dropout ? 1 : random.NextSingle() < 0.2f ? 0 : 1.25f;
            var (x, h) = Hidden(n, mean, mask);
            loss += Output(n, h);
            var target = _targets.AsSpan(n * Classes, Classes);
            float total = 0;
            foreach (var share in target) total += share;
            var dh = new float[_hidden];
            for (var k = 0; k < Classes; k++)
            {
                var d = (_probabilities[(n * Classes) + k] * total) - target[k];
                g2Bias[k] += d;
                for (var j = 0; j < _hidden; j++)
                {
                    g2[(k * _hidden) + j] += d * h[j];
                    dh[j] += d * w2[(k * _hidden) + j];
                }
            }

            for (var j = 0; j < _hidden; j++)
            {
                if (h[j] == 0) continue;
                var d = dh[j] * mask[j];
                g1Bias[j] += d;
                for (var i = 0; i < ImageLength; i++) g1[(j * ImageLength) + i] += d * x[i];
            }
        }

        var running = Span("norm.running_mean");
        for (var i = 0; i < ImageLength; i++) running[i] = (0.9f * running[i]) + (0.1f * mean[i]);
        return (float)loss;
    }

    public float Evaluate()
    {
        var mean = Span("norm.running_mean").ToArray();
        var keepAll = new float[_hidden];
        Array.Fill(keepAll, 1);
        double loss = 0;
        for (var n = 0; n < BatchSize; n++) loss += Output(n, Hidden(n, mean, keepAll).Activations);
        return (float)loss;
    }

    public void Dispose()
    {
        Team.Dispose();
        Parameters.Dispose();
    }

    private (float[] Centred, float[] Activations) Hidden(int n, float[] mean, float[] mask)
    {
        var w1 = Span("fc1.weight");
        var b1 = Span("fc1.bias");
        var x = new float[ImageLength];
        for (var i = 0; i < ImageLength; i++) x[i] = _images[(n * ImageLength) + i] - mean[i];
        var h = new float[_hidden];
        for (var j = 0; j < _hidden; j++)
        {
            var sum = b1[j];
            for (var i = 0; i < ImageLength; i++) sum += w1[(j * ImageLength) + i] * x[i];
            h[j] = float.IsNaN(sum) ? sum : Math.Max(0, sum) * mask[j];
        }

        return (x, h);
    }

    /// <summary>Writes a row of probabilities and gives its loss.</summary>
    private double Output(int n, float[] h)
    {
        var w2 = Span("fc2.weight");
        var b2 = Span("fc2.bias");
        var logits = new double[Classes];
        for (var k = 0; k < Classes; k++)
        {
            double sum = b2[k];
            for (var j = 0; j < _hidden; j++) sum += w2[(k * _hidden) + j] * h[j];
            logits[k] = sum;
        }

        var normaliser = logits.Max() + Math.Log(logits.Sum(logit => Math.Exp(logit - logits.Max())));
        double loss = 0;
        for (var k = 0; k < Classes; k++)
        {
            _probabilities[(n * Classes) + k] = (float)Math.Exp(logits[k] - normaliser);
            loss -= _targets[(n * Classes) + k] * (logits[k] - normaliser);
        }

        return loss;
    }

    private Span<float> Span(string name) => Parameters.Values.Span(Parameters[name].Start, (int)Parameters[name].Count);

    private Span<float> Gradient(string name) => Parameters.Gradients.Span(Parameters[name].Start, (int)Parameters[name].Count);
}
