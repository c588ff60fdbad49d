namespace MLPipeline.Quantization;

/// <summary>How the range of a tensor that 8 bits are to hold is chosen from its numbers on the calibration images.</summary>
public enum CalibrationMethod
{
    /// <summary>From the smallest to the largest number.</summary>
    MinMax,

    /// <summary>All but the outermost 0.01% of the numbers; see <see cref="PercentileRange"/>.</summary>
    Percentile,

    /// <summary>Where the 8-bit distribution tells most of the numbers' own; see <see cref="EntropyRange"/>.</summary>
    Entropy,
}
