namespace MLPipeline.Datasets;

/// <summary>
/// The training part of a data set, divided into folds for cross-validation: each is measured by what was trained on the others. Immutable
/// and thread-safe.
/// </summary>
public sealed class DatasetFolds
{
    private readonly int?[] _numbers;

    private DatasetFolds(DatasetSplit split, int count, int?[] numbers) => (Split, Count, _numbers) = (split, count, numbers);

    /// <value>What was divided.</value>
    public DatasetSplit Split { get; }

    /// <value>The number of folds, at least 2.</value>
    public int Count { get; }

    /// <value>The fold of each image, from 0, by position in <see cref="ImageDataset.Images"/>; null outside the training part.</value>
    public IReadOnlyList<int?> Numbers => _numbers;

    /// <summary>Divides the training part; the same arguments give the same folds on every machine.</summary>
    /// <remarks>
    /// Images of the same content or group stay together, as in <see cref="DatasetSplitter.Split"/>. The largest such units come first,
    /// equal ones in the order of that split's seed; each goes to the fold that has the fewest images of its classes, then to the one with
    /// the fewest images at all. Of a class of single images two folds therefore differ by at most one.
    /// </remarks>
    /// <param name="split">Its validation and test images are in no fold.</param>
    /// <param name="count">At least 2.</param>
    /// <param name="contents">Content of each image, as in <see cref="DatasetSplitter.Split"/>.</param>
    /// <exception cref="DatasetException">
    /// A class has too few images, or groups, to be in every fold; all such classes are named.
    /// </exception>
    public static DatasetFolds Of(DatasetSplit split, int count, IReadOnlyList<ContentHash>? contents = null)
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        var dataset = split.Dataset;
        var pool = Enumerable.Range(0, dataset.Images.Count).Where(i => split.Parts[i] == SplitName.Train).ToArray();
        var units = SplitUnits.Build(dataset, pool, contents, split.Options.Seed);
        var images = new int[count, dataset.Classes.Count];
        var sizes = new int[count];
        var numbers = new int?[dataset.Images.Count];
        foreach (var unit in Enumerable.Range(0, units.Count).OrderByDescending(unit => units.ImagesOf(unit).Length))
        {
            var fold = Enumerable.Range(0, count).MinBy(fold => (Present(fold, unit), sizes[fold]));
            foreach (var run in units.ClassesOf(unit)) images[fold, run.Class] += run.Count;
            foreach (var image in units.ImagesOf(unit)) numbers[image] = fold;
            sizes[fold] += units.ImagesOf(unit).Length;
        }

        RequireAllClasses(dataset, images);
        return new DatasetFolds(split, count, numbers);

        // Half of what the unit adds to the sum of the squared counts, but for what is the same in all folds.
        long Present(int fold, int unit)
        {
            var present = 0L;
            foreach (var run in units.ClassesOf(unit)) present += (long)run.Count * images[fold, run.Class];
            return present;
        }
    }

    private static void RequireAllClasses(ImageDataset dataset, int[,] images)
    {
        var folds = images.GetLength(0);
        DatasetException.ThrowIfAny(
        [
            .. from name in dataset.Classes.Index()
               let present = Enumerable.Range(0, folds).Count(fold => images[fold, name.Index] > 0)
               where present < folds
               select new DatasetFault(
                   DatasetFaultKind.TooFewImages,
                   name.Item,
                   $"the class's training images reach {present} of {folds} folds; identical images and groups cannot be parted",
                   "Use fewer folds, or add images"),
        ]);
    }
}
