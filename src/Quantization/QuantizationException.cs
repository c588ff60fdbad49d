namespace MLPipeline.Quantization;

/// <summary>A model cannot be brought to 8 bits; the message says why and what would help.</summary>
public sealed class QuantizationException(string message) : Exception(message);
