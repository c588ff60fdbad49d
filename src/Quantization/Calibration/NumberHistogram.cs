using System.Numerics.Tensors;
using MLPipeline.Graphs;

namespace MLPipeline.Quantization;

/// <summary>
/// How often the numbers of a tensor fall into each of equal parts of its range. Made in two rounds: first the range, then the counts.
/// Both are the same in whatever order the images come. Thread-safe.
/// </summary>
internal sealed class NumberHistogram
{
    /// <summary>Parts of the range: 8 for each code, so that a range can be cut finely. Source: Migacz, "8-bit inference with TensorRT" (2017).</summary>
    public const int BinCount = 2048;

    private readonly long[] _bins = new long[BinCount];
    private readonly Lock _lock = new();
    private float _low = float.PositiveInfinity;
    private float _high = float.NegativeInfinity;
    private bool _hasNonFinite;

    /// <summary>From the smallest to the largest number; nothing but 0 before there were numbers.</summary>
    public ValueRange Range => _low <= _high ? new ValueRange(_low, _high) : default;

    /// <summary>Whether a number was infinite or none at all: then there is no range to speak of.</summary>
    public bool HasNonFinite => _hasNonFinite;

    /// <summary>Numbers counted, zeros among them.</summary>
    public long Count { get; private set; }

    /// <summary>How many numbers each part has, from the lowest on, without the zeros: those have a code of their own on every scale.</summary>
    public IReadOnlyList<long> Bins => _bins;

    /// <summary>Where part <paramref name="bin"/> begins; the number of parts gives the end of the last one.</summary>
    public float EdgeOf(int bin) => bin == BinCount ? Range.High : (float)(Range.Low + (((double)Range.High - Range.Low) * bin / BinCount));

    /// <summary>The first round: widens the range.</summary>
    public void Widen(ReadOnlySpan<float> numbers)
    {
        var (low, high) = (TensorPrimitives.Min(numbers), TensorPrimitives.Max(numbers)); // NaN where there is one
        lock (_lock)
        {
            if (!float.IsFinite(low) || !float.IsFinite(high))
            {
                _hasNonFinite = true;
                return;
            }

            _low = Math.Min(_low, low);
            _high = Math.Max(_high, high);
        }
    }

    /// <summary>The second round, over the same numbers: counts them.</summary>
    public void Add(ReadOnlySpan<float> numbers)
    {
        var (low, width) = (Range.Low, (double)Range.High - Range.Low);
        var perPart = width > 0 ? (float)(BinCount / width) : 0;
        var counts = new int[BinCount];
        foreach (var number in numbers)
        {
            if (number != 0) counts[Math.Clamp((int)((number - low) * perPart), 0, BinCount - 1)]++;
        }

        lock (_lock)
        {
            Count += numbers.Length;
            for (var bin = 0; bin < BinCount; bin++) _bins[bin] += counts[bin];
        }
    }
}
