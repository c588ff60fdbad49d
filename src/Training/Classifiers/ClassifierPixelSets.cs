using MLPipeline.Datasets;
using MLPipeline.Imaging;
using MLPipeline.Inference;

namespace MLPipeline.Training;

/// <summary>Published pixel sets as data for a whole network.</summary>
public static class ClassifierPixelSets
{
    /// <summary>Both parts of a set.</summary>
    /// <param name="train">The training part.</param>
    /// <param name="test">The test part.</param>
    /// <param name="validationFraction">Part of each class of the training images to hold out, 0 to below 1.</param>
    /// <param name="seed">Decides which ones.</param>
    public static ClassifierData Divide(PixelSet train, PixelSet test, double validationFraction, int seed)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        var heldOut = HeldOut(train, validationFraction, seed);
        var learned = Part(train, Enumerable.Range(0, train.Count).Where(place => !heldOut.Contains(place)));
        var validation = heldOut.Count == 0 ? null : Part(train, heldOut);
        var measured = Part(test, Enumerable.Range(0, test.Count));
        return new ClassifierData
        {
            Train = learned,
            Validation = validation,
            Test = measured,
            Sample = validation ?? measured,
            Summary = DataSummary.Of(learned.Pixels, validation?.Pixels, measured.Pixels),
        };
    }

    /// <summary>How a predictor makes the set's input from an image of any size.</summary>
    public static InputContract InputOf(KnownPixelSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        return new InputContract
        {
            Resize = ResizeRule.Squash(set.Width, set.Height),
            Normalization = new PixelNormalization { Range = 1, Mean = Colours(set.Mean), Deviation = Colours(set.Deviation) },
        };
    }

    private static float[] Colours(IReadOnlyList<float> channels) => channels.Count == 1 ? [channels[0], channels[0], channels[0]] : [.. channels];

    private static SortedSet<int> HeldOut(PixelSet set, double fraction, int seed)
    {
        var heldOut = new SortedSet<int>();
        var random = new Random(seed);
        for (var label = 0; fraction > 0 && label < set.Classes.Count; label++)
        {
            var places = new List<int>();
            for (var place = 0; place < set.Count; place++)
            {
                if (set.Labels[place] == label) places.Add(place);
            }

            var shuffled = places.ToArray();
            random.Shuffle(shuffled);
            heldOut.UnionWith(shuffled.Take((int)Math.Round(fraction * shuffled.Length)));
        }

        return heldOut;
    }

    private static ClassifierImages Part(PixelSet set, IEnumerable<int> places)
    {
        int[] chosen = [.. places];
        static string NameOf(int place) => FormattableString.Invariant($"image {place}");
        return new ClassifierImages(new PixelSetSource(set, chosen), place => ImageSource.FromPixels(set.ToImage(chosen[place]), NameOf(place)))
        {
            NameOf = NameOf,
        };
    }
}
