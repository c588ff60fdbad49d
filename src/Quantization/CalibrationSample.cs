namespace MLPipeline.Quantization;

/// <summary>Chooses images to calibrate with: of every class as many, as far as there are.</summary>
public static class CalibrationSample
{
    /// <summary>
    /// Chooses by class: one image of each in turn, in an order that the seed decides. The same labels, number and seed choose the same places.
    /// </summary>
    /// <param name="labels">The class of each image.</param>
    /// <param name="count">How many to choose; all where there are no more.</param>
    /// <param name="seed">Decides which images of a class are taken.</param>
    /// <returns>Places in <paramref name="labels"/>, ascending.</returns>
    public static IReadOnlyList<int> Choose(IReadOnlyList<string> labels, int count, int seed)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var random = new Random(seed);
        var classes = labels.Index().GroupBy(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.ToArray())
            .ToArray();
        foreach (var images in classes) random.Shuffle(images);
        var turns = classes.Length == 0 ? 0 : classes.Max(images => images.Length);
        return
        [
            .. Enumerable.Range(0, turns)
                .SelectMany(turn => classes.Where(images => turn < images.Length).Select(images => images[turn]))
                .Take(count)
                .Order(),
        ];
    }
}
