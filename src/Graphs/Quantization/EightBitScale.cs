namespace MLPipeline.Graphs;

/// <summary>
/// How a number x becomes a code of 8 bits: <c>round(x / scale) + zero point</c>, halves to even, cut off at 0 and 255. Source:
/// QuantizeLinear and DequantizeLinear in the ONNX operator specification.
/// </summary>
/// <param name="Scale">The step between two codes; above 0.</param>
/// <param name="ZeroPoint">The code of 0, so that paddings and what a ReLU cuts off are exact.</param>
public readonly record struct EightBitScale(float Scale, byte ZeroPoint)
{
    /// <summary>The largest code.</summary>
    public const int Top = 255;

    /// <summary>The smallest number that has a code of its own; those below get the same.</summary>
    public float Low => Decode(0);

    /// <summary>The largest number that has a code of its own; those above get the same.</summary>
    public float High => Decode(Top);

    /// <summary>The finest scale that reaches over a range, and over 0 where the range leaves that out.</summary>
    public static EightBitScale Over(ValueRange range)
    {
        var (low, high) = (Math.Min(range.Low, 0), Math.Max(range.High, 0));
        var scale = (float)(((double)high - low) / Top);
        return scale > 0 && float.IsFinite(scale)
            ? new EightBitScale(scale, (byte)Math.Clamp(Math.Round(-low / (double)scale), 0, Top))
            : new EightBitScale(1, 0); // nothing but zeros
    }

    /// <summary>The code of a number.</summary>
    public byte Encode(float number) => (byte)Math.Clamp(MathF.Round(number / Scale) + ZeroPoint, 0, Top);

    /// <summary>The number that a code stands for.</summary>
    public float Decode(byte code) => (code - ZeroPoint) * Scale;
}
