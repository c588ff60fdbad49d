namespace MLPipeline.Evaluation;

/// <summary>Sums per confidence bin, from which <see cref="Calibration"/> follows at any time.</summary>
internal sealed class CalibrationTally(int bins)
{
    /// <summary>A float32 softmax may sum to a little more than 1; anything beyond this is no probability.</summary>
    private const double RoundingSlack = 1e-5;

    private readonly long[] _rows = new long[bins];
    private readonly long[] _correct = new long[bins];
    private readonly double[] _confidence = new double[bins];
    private long _total;
    private bool _scoresAreProbabilities = true;

    public void Add(double confidence, bool correct)
    {
        _total++;
        if (confidence < 0 || confidence > 1 + RoundingSlack)
        {
            _scoresAreProbabilities = false;
            return;
        }

        confidence = Math.Min(confidence, 1);
        var bin = Math.Clamp((int)Math.Ceiling(confidence * bins) - 1, 0, bins - 1);
        _rows[bin]++;
        _confidence[bin] += confidence;
        if (correct)
            _correct[bin]++;
    }

    public Calibration ToCalibration()
    {
        if (!_scoresAreProbabilities)
            return new Calibration(double.NaN, []);
        var curve = Enumerable.Range(0, bins)
            .Select(bin => new CalibrationBin(
                (double)bin / bins, (bin + 1.0) / bins, _rows[bin], _confidence[bin] / _rows[bin], (double)_correct[bin] / _rows[bin]))
            .ToArray();
        var error = curve.Where(bin => bin.Count > 0).Sum(bin => bin.Count * Math.Abs(bin.Accuracy - bin.MeanConfidence)) / _total;
        return new Calibration(error, curve);
    }
}
