using System.Numerics;

namespace MLPipeline.Datasets;

/// <summary>
/// Finds hashes that differ in few bits. Two hashes that differ in at most d bits are equal in at least one of d + 1 bands of bits, so
/// only those in a common bucket of a band are compared: for pictures unlike each other these are few. Immutable and thread-safe.
/// </summary>
internal sealed class HammingIndex
{
    private const int Bits = 64;

    private readonly IReadOnlyList<ulong?> _hashes;
    private readonly int _largestDistance;
    private readonly ulong[] _masks;
    private readonly Dictionary<ulong, List<int>>[] _bands;

    /// <param name="hashes">By position; null stands for nothing to be found.</param>
    /// <param name="largestDistance">d, 0 to 15.</param>
    public HammingIndex(IReadOnlyList<ulong?> hashes, int largestDistance)
    {
        _hashes = hashes;
        _largestDistance = largestDistance;

        // Every d + 1st bit makes a band: neighbouring bits belong to neighbouring pixels and say the same too often.
        _masks = new ulong[largestDistance + 1];
        for (var bit = 0; bit < Bits; bit++)
            _masks[bit % _masks.Length] |= 1UL << bit;
        _bands = [.. _masks.Select(Buckets)];
    }

    /// <summary>The nearest hash, of equally near ones the first; null where none is near enough.</summary>
    /// <param name="hash">What is looked for.</param>
    /// <param name="accepts">Whether a position may be the answer.</param>
    public (int Position, int Distance)? Nearest(ulong hash, Func<int, bool> accepts)
    {
        (int Position, int Distance)? nearest = null;
        for (var band = 0; band < _bands.Length; band++)
        {
            if (!_bands[band].TryGetValue(hash & _masks[band], out var bucket))
                continue;
            foreach (var position in bucket)
            {
                var distance = BitOperations.PopCount(hash ^ _hashes[position]!.Value);
                var isNearer = nearest is not { } best || distance < best.Distance
                    || (distance == best.Distance && position < best.Position);
                if (distance <= _largestDistance && isNearer && accepts(position))
                    nearest = (position, distance);
            }
        }

        return nearest;
    }

    private Dictionary<ulong, List<int>> Buckets(ulong mask)
    {
        var buckets = new Dictionary<ulong, List<int>>();
        for (var position = 0; position < _hashes.Count; position++)
        {
            if (_hashes[position] is not { } hash)
                continue;
            if (!buckets.TryGetValue(hash & mask, out var bucket))
                buckets.Add(hash & mask, bucket = []);
            bucket.Add(position);
        }

        return buckets;
    }
}
