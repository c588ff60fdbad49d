using MLPipeline.Data;
using MLPipeline.Datasets;
using MLPipeline.Imaging;
using MLPipeline.Vision;

namespace MLPipeline;

/// <summary>Decides which rows a cross-validation measures in which fold.</summary>
internal static class FoldAssignment
{
    /// <summary>The fold of each row.</summary>
    public static int[] Assign(IDataView data, IEstimator<ITransformer> estimator, int folds, string labelColumn, string? samplingKeyColumn, int seed)
    {
        var prepared = Prepare(data, estimator);
        var label = prepared.Schema[labelColumn];
        if (label.Type is not (KeyDataViewType or TextDataViewType))
        {
            throw new ArgumentException($"The labels have to be keys or text, but the column {label} is neither.", nameof(labelColumn));
        }

        int? group = samplingKeyColumn is null ? null : prepared.Schema[samplingKeyColumn].Index;
        var images = prepared.Schema.Where(column => column.Type is VectorDataViewType { IsImage: true }).Select(column => column.Index).ToArray();
        var classNumbers = new Dictionary<object, int>();
        var classes = new List<int>();
        var units = new RowUnits();
        foreach (var row in prepared.GetRows())
        {
            var name = row.Read(label.Index) ?? "";
            classNumbers.TryAdd(name, classNumbers.Count);
            classes.Add(classNumbers[name]);
            List<object> marks = [.. images.Select(image => (object?)ContentOf((EncodedImage)row.Read(image)!)).OfType<object>()];
            units.Add([.. marks, .. group is { } column && row.Read(column) is { } key ? [("group", key)] : Array.Empty<object>()]);
        }

        if (folds > classes.Count)
        {
            throw new ArgumentOutOfRangeException(nameof(folds), folds, $"There are {classes.Count} rows: valid are 2 to {classes.Count} folds.");
        }

        return StratifiedRows.Assign(classes, units.ToArray(), [.. Enumerable.Repeat(1.0 / folds, folds)], seed);
    }

    /// <summary>The columns that the steps before the trainer make: labels and images may come from there.</summary>
    private static IDataView Prepare(IDataView data, IEstimator<ITransformer> estimator) => estimator.Steps
        .TakeWhile(step => step is not ImageClassificationTrainer)
        .Aggregate(data, (view, step) => step.Fit(view).Transform(view));

    private static ContentHash? ContentOf(EncodedImage image)
    {
        try
        {
            return image.Hash();
        }
        catch (ImageException)
        {
            return null; // a row of its own: training and scoring report it
        }
    }
}
