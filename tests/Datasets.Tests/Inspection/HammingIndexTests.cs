using System.Numerics;

namespace MLPipeline.Datasets.Tests;

public sealed class HammingIndexTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(15)]
    public void Nearest_IsWhatComparingWithAllFinds(int largestDistance)
    {
        var random = new Random(3);
        var hashes = Enumerable.Range(0, 400).Select(
            i => i % 50 == 7 ? (ulong?)null : (ulong)random.NextInt64(long.MinValue, long.MaxValue)).ToList();
        for (var i = 0; i < 400; i++) hashes.Add(Flip(hashes[i], random.Next(20), random));
        var index = new HammingIndex(hashes, largestDistance);

        for (var i = 0; i < hashes.Count; i++)
        {
            if (hashes[i] is not { } hash) continue;
            var expected = Enumerable.Range(0, hashes.Count).Where(j => j != i && hashes[j] is not null)
                .Select(j => (Position: j, Distance: BitOperations.PopCount(hash ^ hashes[j]!.Value)))
                .Where(other => other.Distance <= largestDistance).Select(other => ((int, int)?)other)
                .MinBy(other => (other!.Value.Item2, other.Value.Item1));
            Assert.Equal(expected, index.Nearest(hash, j => j != i));
        }
    }

    private static ulong? Flip(ulong? hash, int bits, Random random)
    {
        for (var i = 0; i < bits; i++) hash ^= 1UL << random.Next(64);
        return hash;
    }
}
