namespace MLPipeline.Quantization;

/// <summary>How a model is brought to 8 bits.</summary>
public sealed record QuantizationOptions
{
    /// <summary>How ranges are chosen; <see cref="CalibrationMethod.Percentile"/> by default.</summary>
    public CalibrationMethod Calibration { get; init; } = CalibrationMethod.Percentile;

    /// <summary>
    /// The share of the calibration images that must keep their class; 0.99 by default. Below it, the layers that hurt most stay in floats.
    /// From 0 (never) to 1.
    /// </summary>
    public double Agreement { get; init; } = 0.99;

    /// <summary>How many layers may stay in floats; 4 by default.</summary>
    public int FloatLayers { get; init; } = 4;

    /// <summary>Calibration images that a layer's effect is measured with; 32 by default.</summary>
    public int ImagesPerLayer { get; init; } = 32;

    /// <summary>Threads that compute; 0 (the default) for one per core. The result does not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>What is wrong with these options: a sentence for each fault.</summary>
    public IEnumerable<string> Faults()
    {
        if (!Enum.IsDefined(Calibration))
        {
            yield return $"{nameof(Calibration)} is {Calibration}; it must be {string.Join(" or ", Enum.GetNames<CalibrationMethod>())}.";
        }

        if (Agreement is not (>= 0 and <= 1)) yield return $"{nameof(Agreement)} is {Agreement}; it must be 0 to 1.";
        if (FloatLayers < 0) yield return $"{nameof(FloatLayers)} is {FloatLayers}; it must be 0 or more.";
        if (ImagesPerLayer < 1) yield return $"{nameof(ImagesPerLayer)} is {ImagesPerLayer}; it must be 1 or more.";
        if (Threads < 0) yield return $"{nameof(Threads)} is {Threads}; it must be 0 (one per core) or more.";
    }
}
