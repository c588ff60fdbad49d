namespace MLPipeline.Kernels.Tests;

/// <summary>Batch normalisation and its gradients by their definitions, in double precision, with epsilon 1e-5 and momentum 0.9.</summary>
internal sealed class ReferenceNormalization
{
    public ReferenceNormalization(BlockedTensor x, BlockedTensor? residual, BlockedTensor dy, ChannelVectors vectors, bool relu)
    {
        var channels = Enumerable.Range(0, x.Layout.Channels).ToArray();
        double n = x.Layout.Pixels;
        var (scale, bias) = (vectors.Scale, vectors.Bias);
        var mean = channels.Select(c => Of(x, c).Average()).ToArray();
        var variance = channels.Select(c => Of(x, c).Sum(each => Math.Pow(each - mean[c], 2)) / n).ToArray();
        var inverse = variance.Select(each => 1 / Math.Sqrt(each + 1e-5f)).ToArray();
        Y = [.. x.Places().Select(at =>
        {
            var y = (scale[at.C] * (x[at.N, at.C, at.Y, at.X] - mean[at.C]) * inverse[at.C]) + bias[at.C] + (residual?[at.N, at.C, at.Y, at.X] ?? 0);
            return relu ? Math.Max(y, 0) : y;
        })];
        NextMean = [.. channels.Select(c => (0.9f * vectors.RunningMean[c]) + ((1 - (double)0.9f) * mean[c]))];
        NextVariance = [.. channels.Select(c => (0.9f * vectors.RunningVariance[c]) + ((1 - (double)0.9f) * variance[c] * n / (n - 1)))];

        var places = x.Places().ToArray();
        DResidual = [.. places.Select((at, i) => relu && Y[i] <= 0 ? 0 : (double)dy[at.N, at.C, at.Y, at.X])];
        var normalized = places.Select(at => (x[at.N, at.C, at.Y, at.X] - mean[at.C]) * inverse[at.C]).ToArray();
        DBias = new double[channels.Length];
        DScale = new double[channels.Length];
        foreach (var (i, at) in places.Index())
        {
            DBias[at.C] += DResidual[i];
            DScale[at.C] += DResidual[i] * normalized[i];
        }

        DX = [.. places.Select((at, i) => scale[at.C] * inverse[at.C] * (DResidual[i] - (DBias[at.C] / n) - (normalized[i] * DScale[at.C] / n)))];
    }

    public double[] Y { get; }

    public double[] NextMean { get; }

    public double[] NextVariance { get; }

    /// <summary>The gradient behind the activation.</summary>
    public double[] DResidual { get; }

    public double[] DScale { get; }

    public double[] DBias { get; }

    public double[] DX { get; }

    private static double[] Of(BlockedTensor x, int channel) =>
    [
        .. from n in Enumerable.Range(0, x.Layout.Batch)
           from row in Enumerable.Range(0, x.Layout.Height)
           from column in Enumerable.Range(0, x.Layout.Width)
           select (double)x[n, channel, row, column],
    ];
}
