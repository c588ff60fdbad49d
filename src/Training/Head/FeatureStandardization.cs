namespace MLPipeline.Training;

/// <summary>
/// Shifts and scales every feature to mean 0 and deviation 1 on the training rows, so that one learning rate and one weight
/// penalty suit all of them whatever network they come from. Folded into the exported weights. Immutable.
/// </summary>
internal sealed class FeatureStandardization
{
    private readonly float[] _mean;
    private readonly float[] _scale;

    private FeatureStandardization(float[] mean, float[] scale)
    {
        _mean = mean;
        _scale = scale;
    }

    /// <summary>1 / deviation per feature; 0 for a feature that never varies, which thereby takes no part.</summary>
    public ReadOnlySpan<float> Scale => _scale;

    public ReadOnlySpan<float> Mean => _mean;

    public static FeatureStandardization Compute(FeatureSubset rows)
    {
        var width = rows.Features.Width;
        var sum = new double[width];
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows.Row(i);
            for (var d = 0; d < width; d++)
            {
                sum[d] += row[d];
            }
        }

        var mean = new float[width];
        for (var d = 0; d < width; d++)
        {
            mean[d] = (float)(sum[d] / rows.Count);
        }

        // A second pass: the sum of squares less the squared sum loses all digits for large features of small spread.
        var squares = new double[width];
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows.Row(i);
            for (var d = 0; d < width; d++)
            {
                var difference = (double)row[d] - mean[d];
                squares[d] += difference * difference;
            }
        }

        var scale = new float[width];
        for (var d = 0; d < width; d++)
        {
            var deviation = Math.Sqrt(squares[d] / rows.Count);
            scale[d] = deviation > 1e-6 * Math.Abs(mean[d]) && deviation > 1e-12 ? (float)(1 / deviation) : 0;
        }

        return new FeatureStandardization(mean, scale);
    }

    public void Apply(ReadOnlySpan<float> row, Span<float> standardized)
    {
        for (var d = 0; d < row.Length; d++)
        {
            standardized[d] = (row[d] - _mean[d]) * _scale[d];
        }
    }
}
