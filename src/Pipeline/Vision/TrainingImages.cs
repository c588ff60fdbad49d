using MLPipeline.Data;
using MLPipeline.Datasets;
using MLPipeline.Imaging;
using MLPipeline.Training;

namespace MLPipeline.Vision;

/// <summary>The rows of the training and validation views as images with classes, and the rows that are none.</summary>
internal sealed class TrainingImages
{
    private readonly IReadOnlyList<string> _classes;
    private readonly List<TransferImage> _images = [];
    private readonly List<long> _positions = [];
    private readonly List<SkippedImage> _skipped = [];

    private TrainingImages(IReadOnlyList<string> classes) => _classes = classes;

    /// <summary>Rows whose label is missing, or in the validation view none of the classes; they take no part.</summary>
    public int RowsWithoutLabel { get; private set; }

    /// <summary>What a person should know before training begins.</summary>
    public IEnumerable<string> Remarks => RowsWithoutLabel == 0 ? [] : [$"{RowsWithoutLabel} rows have no label, or one that is not among the classes; they take no part in training."];

    /// <summary>Reads the labels, and every image once for its hash.</summary>
    /// <exception cref="ArgumentException">Columns do not fit; all faults are listed.</exception>
    /// <exception cref="DatasetException">Fewer than two classes, or a class without rows.</exception>
    public static TrainingImages Read(IDataView train, IDataView? validation, ImageClassificationTrainer.Options options, int seed)
    {
        RequireColumns(train.Schema, validation?.Schema, options);
        var classes = train.Schema[options.LabelColumnName].Annotations.KeyValues!;
        var images = new TrainingImages(classes);
        images.Add(train, SplitName.Train, options);
        images.RequireEveryClass(options.LabelColumnName);
        if (validation is not null)
        {
            images.Add(validation, SplitName.Validation, options);
        }
        else if (options.ValidationSetFraction is { } fraction)
        {
            images.TakeValidationPart(fraction, seed);
        }

        return images;
    }

    public TransferData ToTransferData() => new(_classes, _images);

    /// <summary>Images that could not be read, with those that training found; their index is their row.</summary>
    public IReadOnlyList<SkippedImage> SkippedWith(IReadOnlyList<SkippedImage> found) =>
        [.. _skipped.Concat(found.Select(image => image with { Index = (int)_positions[image.Index] })).OrderBy(image => image.Index)];

    private static void RequireColumns(DataViewSchema train, DataViewSchema? validation, ImageClassificationTrainer.Options options)
    {
        var faults = new List<string>();
        foreach (var (name, schema) in new[] { ("training", train), ("validation", validation) })
        {
            if (schema is null)
            {
                continue;
            }

            if (schema.GetColumnOrNull(options.LabelColumnName) is not { } label)
            {
                faults.Add($"the {name} data have no column '{options.LabelColumnName}' (LabelColumnName)");
            }
            else if (label.Type is not KeyDataViewType || !label.HasKeyValues())
            {
                faults.Add($"the labels of the {name} data have to be keys, but the column {label} is not (MapValueToKey makes them)");
            }

            if (schema.GetColumnOrNull(options.FeatureColumnName) is not { } image)
            {
                faults.Add($"the {name} data have no column '{options.FeatureColumnName}' (FeatureColumnName)");
            }
            else if (image.Type is not VectorDataViewType { IsImage: true })
            {
                faults.Add($"the images of the {name} data have to be a vector of bytes, but the column {image} is not (LoadRawImageBytes makes one from paths)");
            }
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException($"The data do not fit the trainer: {string.Join("; ", faults)}. The columns are: {train}.", nameof(train));
        }
    }

    private void Add(IDataView view, SplitName part, ImageClassificationTrainer.Options options)
    {
        var (labelColumn, imageColumn) = (view.Schema[options.LabelColumnName], view.Schema[options.FeatureColumnName].Index);
        var classOfName = _classes.Index().ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);
        var classOfKey = labelColumn.Annotations.KeyValues!.Select(name => classOfName.GetValueOrDefault(name, -1)).ToArray();
        var rows = new List<(long Position, int Class, EncodedImage Image)>();
        foreach (var row in view.GetRows())
        {
            var key = (int)(uint)row.Read(labelColumn.Index)!;
            if (key == 0 || classOfKey[key - 1] < 0)
            {
                RowsWithoutLabel++;
            }
            else
            {
                rows.Add((row.Position, classOfKey[key - 1], (EncodedImage)row.Read(imageColumn)!));
            }
        }

        var hashes = new ContentHash[rows.Count];
        var faults = new ImageException?[rows.Count];
        var degree = new ParallelOptions { MaxDegreeOfParallelism = options.Threads > 0 ? options.Threads : Environment.ProcessorCount, CancellationToken = options.Cancellation };
        Parallel.For(0, rows.Count, degree, i =>
        {
            try
            {
                hashes[i] = rows[i].Image.Hash();
            }
            catch (ImageException fault)
            {
                faults[i] = fault;
            }
        });

        for (var i = 0; i < rows.Count; i++)
        {
            var (position, label, image) = rows[i];
            if (faults[i] is { } fault)
            {
                _skipped.Add(new SkippedImage((int)position, image.Source.Name, fault.Fault, fault.Reason));
            }
            else
            {
                _images.Add(new TransferImage(new FeatureImage(hashes[i], image.Source), label, part));
                _positions.Add(position);
            }
        }
    }

    private void RequireEveryClass(string labelColumn)
    {
        if (_classes.Count < 2)
        {
            throw new DatasetException(new DatasetFault(
                DatasetFaultKind.TooFewClasses,
                $"column '{labelColumn}'",
                _classes.Count == 0 ? "it has no classes" : $"'{_classes[0]}' is its only class",
                "Give images of at least two classes"));
        }

        var present = _images.Select(image => image.Label).ToHashSet();
        var faults = _classes.Where((_, label) => !present.Contains(label)).Select(name => new DatasetFault(
            DatasetFaultKind.TooFewImages, $"class '{name}'", "the training rows have no readable image of it", "Add images of it, or map the labels to keys without it")).ToList();
        if (faults.Count > 0)
        {
            var unreadable = _skipped.Select(image => new DatasetFault(DatasetFaultKind.Unreadable, image.Name, image.Reason.TrimEnd('.'), "Repair it or take it out"));
            throw new DatasetException(faults.Concat(unreadable));
        }
    }

    private void TakeValidationPart(float fraction, int seed)
    {
        var units = new RowUnits();
        foreach (var image in _images)
        {
            units.Add(image.Image.Content);
        }

        var parts = StratifiedRows.Assign([.. _images.Select(image => image.Label)], units.ToArray(), [1 - (double)fraction, fraction], seed);
        for (var i = 0; i < parts.Length; i++)
        {
            _images[i] = _images[i] with { Part = parts[i] == 0 ? SplitName.Train : SplitName.Validation };
        }
    }
}
