namespace MLPipeline.Training;

/// <summary>
/// Writes what a network is to answer: <c>((1 - s) · [k = label] + s / K) · weight[k] / Σ weight[label]</c> with smoothing s (C. Szegedy et al. 2015),
/// the sum over the batch. So the loss is PyTorch's <c>cross_entropy</c> with <c>weight</c>, <c>label_smoothing</c> and the mean over the batch.
/// </summary>
internal sealed class TargetRows(int classes, double smoothing = 0, IReadOnlyList<double>? classWeights = null)
{
    /// <summary>One weight per class with mean 1 over the images, so that every class counts the same: <c>N / (classes present · images of the class)</c>.</summary>
    public static double[] BalancedWeights(IPixelSource images)
    {
        var counts = new int[images.Classes.Count];
        for (var i = 0; i < images.Count; i++) counts[images.LabelOf(i)]++;
        var present = counts.Count(count => count > 0);
        return [.. counts.Select(count => count == 0 ? 1 : (double)images.Count / (present * (double)count))];
    }

    /// <summary>Targets of the mean loss of the images that count.</summary>
    /// <param name="labels">The labels of the images that count.</param>
    /// <param name="rows"><c>[N, K]</c>; the rows of further images become zero: they count nothing.</param>
    public void Write(ReadOnlySpan<int> labels, Span<float> rows)
    {
        double total = 0;
        foreach (var label in labels) total += WeightOf(label);
        Write(labels, rows, 1 / total);
    }

    /// <summary>Targets of the sum of the losses: as <see cref="Write(ReadOnlySpan{int}, Span{float})"/> without the division.</summary>
    public void WriteSum(ReadOnlySpan<int> labels, Span<float> rows) => Write(labels, rows, 1);

    private void Write(ReadOnlySpan<int> labels, Span<float> rows, double scale)
    {
        for (var n = 0; n < labels.Length; n++)
        {
            for (var k = 0; k < classes; k++)
            {
                var share = (k == labels[n] ? 1 - smoothing : 0) + (smoothing / classes);
                rows[(n * classes) + k] = (float)(share * WeightOf(k) * scale);
            }
        }

        rows[(labels.Length * classes)..].Clear();
    }

    private double WeightOf(int label) => classWeights is null ? 1 : classWeights[label];
}
