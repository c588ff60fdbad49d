namespace MLPipeline.Datasets;

/// <summary>Width and height of an upright picture in pixels.</summary>
public readonly record struct ImageSize(int Width, int Height)
{
    /// <summary>Width x height.</summary>
    public long Pixels => (long)Width * Height;

    /// <summary>Such as <c>640 x 480</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Width} x {Height}");
}

/// <summary>The sizes of a data set's images. The order is that of the number of pixels, then of the width.</summary>
/// <param name="Smallest">The first in that order.</param>
/// <param name="Median">The middle one; of two middle ones the smaller.</param>
/// <param name="Largest">The last in that order.</param>
/// <param name="MostFrequent">The size that most images have; of equally frequent ones the smallest.</param>
/// <param name="MostFrequentCount">How many have it.</param>
/// <param name="Different">How many sizes there are.</param>
public sealed record ImageSizes(
    ImageSize Smallest, ImageSize Median, ImageSize Largest, ImageSize MostFrequent, int MostFrequentCount, int Different)
{
    /// <summary>Null without images.</summary>
    internal static ImageSizes? Of(IEnumerable<ImageSize> sizes)
    {
        var counts = sizes.CountBy(size => size).OrderBy(entry => entry.Key.Pixels).ThenBy(entry => entry.Key.Width).ToArray();
        if (counts.Length == 0)
            return null;

        var beforeMedian = (counts.Sum(entry => entry.Value) - 1) / 2;
        var median = counts.First(entry => (beforeMedian -= entry.Value) < 0).Key;
        var mostFrequent = counts.MaxBy(entry => entry.Value);
        return new ImageSizes(counts[0].Key, median, counts[^1].Key, mostFrequent.Key, mostFrequent.Value, counts.Length);
    }
}
