namespace MLPipeline.Graphs;

/// <summary>
/// Weights as signed codes of 8 bits with a scale for each output channel: <c>weight = code * scale</c>.
/// </summary>
/// <remarks>
/// Processors without VNNI multiply a code of 0 to 255 by a weight, add the products of two neighbours in 16 bits and cut the sum off
/// there. So a channel's scale keeps the weights of two neighbours of one sign, be their order that of <c>[C, H, W]</c> or of <c>[H, W, C]</c>,
/// within 128 together: 255 * 128 is below 2^15. This costs less than 7-bit weights for all, and no result differs from one processor to
/// another. Filters over one channel are computed without that step and use all codes up to 127.
/// </remarks>
/// <param name="Codes">In the shape of the weights.</param>
/// <param name="Scales">One for each output channel, above 0.</param>
internal sealed record WeightCodes(TensorData Codes, float[] Scales)
{
    private const int Largest = 127;

    /// <summary>Half of what 32 bits hold; the other half is for the products.</summary>
    private const int MostOfBias = 1 << 30;

    /// <summary>The codes of weights.</summary>
    /// <param name="weights"><c>[M, C, spatial…]</c>, or <c>[M, C]</c>.</param>
    /// <param name="bias">
    /// <c>[M]</c>; a filter of nearly nothing with a bias of its own gets a scale on which that fits 32 bits. Null for zeros.
    /// </param>
    /// <param name="inputScale">The scale of the layer's input.</param>
    public static WeightCodes Of(TensorData weights, float[]? bias = null, float inputScale = 1)
    {
        var numbers = weights.ToFloats();
        var filters = (int)weights.Dimensions[0];
        var channels = (int)weights.Dimensions[1];
        var size = numbers.Length / Math.Max(1, filters);
        var codes = new sbyte[numbers.Length];
        var scales = new float[filters];
        for (var filter = 0; filter < filters; filter++)
        {
            var part = numbers.AsSpan(filter * size, size);
            var forBias = (float)(Math.Abs(bias?[filter] ?? 0) / (MostOfBias * (double)inputScale));
            scales[filter] = Math.Max(ScaleOf(part, channels), forBias);
            for (var i = 0; i < size; i++)
            {
                codes[(filter * size) + i] = (sbyte)Math.Clamp(MathF.Round(part[i] / scales[filter]), -Largest, Largest);
            }
        }

        return new WeightCodes(TensorData.From<sbyte>(ElementType.Int8, codes, [.. weights.Dimensions]), scales);
    }

    /// <summary>What the rounding of weights adds to each output channel on average, <c>[M]</c>.</summary>
    /// <param name="weights">The weights, <c>[M, C / group, spatial…]</c>.</param>
    /// <param name="means">Mean of each input channel, <c>[C]</c>.</param>
    public double[] MeanError(TensorData weights, float[] means)
    {
        var numbers = weights.AsSpan<float>();
        var codes = Codes.AsSpan<sbyte>();
        var channels = (int)weights.Dimensions[1];
        var groups = means.Length / channels;
        var places = numbers.Length / Scales.Length / channels;
        var errors = new double[Scales.Length];
        var i = 0;
        for (var filter = 0; filter < errors.Length; filter++)
        {
            var firstChannel = filter / (errors.Length / groups) * channels;
            for (var channel = 0; channel < channels; channel++)
            {
                double sum = 0;
                for (var place = 0; place < places; place++, i++) sum += (codes[i] * (double)Scales[filter]) - numbers[i];
                errors[filter] += sum * means[firstChannel + channel];
            }
        }

        return errors;
    }

    /// <summary>A bias in steps of input scale times weight scale, as the sums of products are.</summary>
    /// <param name="bias"><c>[M]</c>; null for zeros.</param>
    /// <param name="meanError">What to take off it; null for nothing.</param>
    /// <param name="inputScale">The scale of the layer's input.</param>
    public TensorData Bias(float[]? bias, double[]? meanError, float inputScale)
    {
        var codes = new int[Scales.Length];
        for (var filter = 0; filter < codes.Length; filter++)
        {
            var number = (bias?[filter] ?? 0.0) - (meanError?[filter] ?? 0);
            codes[filter] = (int)Math.Clamp(Math.Round(number / ((double)inputScale * Scales[filter])), -MostOfBias, MostOfBias);
        }

        return TensorData.From<int>(ElementType.Int32, codes, [codes.Length]);
    }

    private static float ScaleOf(ReadOnlySpan<float> filter, int channels)
    {
        var places = filter.Length / channels;
        var largest = 0f;
        for (var i = 0; i < filter.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(filter[i]));
            if (channels == 1) continue;
            if (i + 1 < filter.Length) largest = Math.Max(largest, OfOneSign(filter[i], filter[i + 1]));

            // In the order [H, W, C] the next channel follows, behind the last one the next place.
            var (channel, place) = (i / places, i % places);
            var next = channel + 1 < channels ? i + places : place + 1;
            if (next < filter.Length) largest = Math.Max(largest, OfOneSign(filter[i], filter[next]));
        }

        return largest > 0 && float.IsFinite(largest) ? largest / Largest : 1;
    }

    private static float OfOneSign(float a, float b) => (a > 0) == (b > 0) ? Math.Abs(a + b) : 0;
}
