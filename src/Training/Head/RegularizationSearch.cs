namespace MLPipeline.Training;

/// <summary>
/// Chooses the weight penalty by stratified cross-validation on the training images, measured by log-loss. Each fit is the exact
/// optimum (L-BFGS), so the choice does not depend on rates or epochs.
/// </summary>
internal static class RegularizationSearch
{
    private const int Folds = 3;
    private const int MostRows = 4_000;
    private const double MostWork = 2e10; // multiply-adds in one pass over all folds; beyond it fewer rows take part

    private const double FallbackVariance = 0.1; // for fewer images than can be compared: neither of the extremes

    // Strength as the prior variance C of the weights: L2 = 1 / (C · images). What suits a subset suits the whole set.
    private static readonly double[] Variances = [.. Enumerable.Range(0, 11).Select(i => Math.Pow(10, -4 + (i * 0.5)))];

    /// <summary>The penalty for training on all of <paramref name="train"/>.</summary>
    public static double ChooseL2(FeatureSubset train, int classes, float[] classWeights, int seed, CancellationToken cancellation)
    {
        var rows = (int)Math.Min(Math.Min(train.Count, MostRows), MostWork / ((double)train.Features.Width * classes));
        var fold = AssignFolds(train, classes, rows, seed);
        if (fold.Distinct().Count(number => number >= 0) < Folds || rows < 2 * classes)
        {
            return 1.0 / (FallbackVariance * train.Count);
        }

        var fits = Enumerable.Range(0, Folds).Select(held => new SoftmaxRegression(
            train.Pick(PlacesWhere(fold, number => number >= 0 && number != held)), train.Pick(PlacesWhere(fold, number => number == held)), classWeights)).ToArray();

        var best = (Loss: double.PositiveInfinity, Variance: Variances[0]);
        var worse = 0;
        foreach (var variance in Variances)
        {
            // From strong to weak penalties, each starting from the last solution.
            var losses = new double[Folds];
            Parallel.For(0, Folds, new ParallelOptions { CancellationToken = cancellation }, i =>
            {
                fits[i].Fit(1 / (variance * fits[i].TrainCount));
                losses[i] = fits[i].HeldOutLoss();
            });
            var loss = losses.Sum();
            if (loss < best.Loss)
            {
                best = (loss, variance);
                worse = 0;
            }
            else if (++worse == 2)
            {
                break;
            }
        }

        return 1 / (best.Variance * train.Count);
    }

    /// <summary>The fold of each image, or -1 for images that take no part; classes are spread evenly.</summary>
    private static int[] AssignFolds(FeatureSubset train, int classes, int rows, int seed)
    {
        var order = Enumerable.Range(0, train.Count).ToArray();
        new Random(seed).Shuffle(order);
        var fold = new int[train.Count];
        Array.Fill(fold, -1);
        var next = new int[classes];
        foreach (var place in order.Take(rows))
        {
            var label = train.Labels[place];
            fold[place] = (next[label]++ + label) % Folds;
        }

        return fold;
    }

    private static List<int> PlacesWhere(int[] fold, Predicate<int> wanted)
    {
        var places = new List<int>();
        for (var i = 0; i < fold.Length; i++)
        {
            if (wanted(fold[i]))
            {
                places.Add(i);
            }
        }

        return places;
    }
}
