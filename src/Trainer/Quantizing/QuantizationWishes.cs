using MLPipeline.Quantization;

namespace MLPipeline.Trainer;

/// <summary>What a smaller model is to be like.</summary>
internal sealed record QuantizationWishes
{
    /// <summary>How 8 bits are calibrated; null to keep the network and store its weights as 16-bit floats.</summary>
    public QuantizationOptions? EightBit { get; init; } = new();

    /// <summary>Images to calibrate with.</summary>
    public int CalibrationImages { get; init; } = 128;

    /// <summary>Decides which images these are.</summary>
    public int Seed { get; init; }

    /// <summary>Accuracy that may be lost, in percentage points.</summary>
    public double MaxAccuracyLoss { get; init; } = 1;

    /// <summary>What the weights are called: in the record, in file names, in messages.</summary>
    public string Weights => EightBit is null ? "float16" : "int8";

    /// <summary>What the way of choosing ranges is called; null where nothing is calibrated.</summary>
    public string? Calibration => EightBit?.Calibration switch
    {
        null => null,
        CalibrationMethod.MinMax => "minmax",
        CalibrationMethod.Percentile => "percentile",
        _ => "entropy",
    };

    /// <summary>Accuracy that may be lost, as a share: unless nothing may be, one image at least, which of few images is more than a point.</summary>
    public double AllowedLoss(long images) => MaxAccuracyLoss == 0 ? 0 : Math.Max(MaxAccuracyLoss / 100, 1.0 / Math.Max(1, images));

    public IEnumerable<string> Faults()
    {
        if (CalibrationImages < 1) yield return $"--images is {CalibrationImages}; it must be 1 or more.";
        if (MaxAccuracyLoss is not (>= 0 and <= 100)) yield return $"--max-accuracy-loss is {MaxAccuracyLoss}; it must be 0 to 100 (percentage points).";
        if (EightBit is { FloatLayers: < 0 }) yield return $"--float-layers is {EightBit.FloatLayers}; it must be 0 or more.";
    }
}
