using MLPipeline.Data;

namespace MLPipeline;

/// <summary>Makes views of objects and objects of views.</summary>
public sealed class DataOperationsCatalog
{
    private readonly MLContext _context;

    internal DataOperationsCatalog(MLContext context) => _context = context;

    /// <summary>
    /// A view of objects: their public properties and fields are the columns (text, numbers, bool, <c>byte[]</c> for an encoded image). Nothing is copied;
    /// every reading of the view enumerates <paramref name="data"/> again, so it has to give the same each time.
    /// </summary>
    /// <exception cref="ArgumentException">A member's type cannot be a column.</exception>
    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data)
        where TRow : class
    {
        ArgumentNullException.ThrowIfNull(data);
        return new ObjectView<TRow>(data);
    }

    /// <summary>The rows of a view as objects; they are computed while the result is enumerated, and anew each time.</summary>
    /// <param name="data">The view.</param>
    /// <param name="reuseRowObject">Whether every row is put into the same object, for loops that keep none.</param>
    /// <param name="ignoreMissingColumns">Whether members without a column keep their default values; else they are an error.</param>
    /// <exception cref="ArgumentException">A member has no column, or another type; all are listed.</exception>
    public IEnumerable<TRow> CreateEnumerable<TRow>(IDataView data, bool reuseRowObject, bool ignoreMissingColumns = false)
        where TRow : class, new()
    {
        ArgumentNullException.ThrowIfNull(data);
        var reader = new RowReader<TRow>(data.Schema, ignoreMissingColumns);
        var reused = reuseRowObject ? new TRow() : null;
        return data.GetRows().Select(row => reader.Read(row, reused));
    }

    /// <summary>
    /// All rows in another order, the same at every reading. The rows (not their values) are held in memory while they are read; rows from a
    /// list stay references to its objects.
    /// </summary>
    /// <param name="input">The view.</param>
    /// <param name="seed">Decides the order; null for the context's seed.</param>
    public IDataView ShuffleRows(IDataView input, int? seed = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new ShuffledRows(input, seed ?? _context.Seed);
    }

    /// <summary>
    /// Divides the rows in two. Unlike ML.NET's, the test set has its size exactly, and every class its share in both sets where the labels are known: the
    /// only column of keys is taken for them. Reads keys and sampling keys once, no images.
    /// </summary>
    /// <param name="data">The view; labels are divided evenly after <c>MapValueToKey</c>.</param>
    /// <param name="testFraction">The share of the test set, above 0 and below 1; default 0.1.</param>
    /// <param name="samplingKeyColumnName">Rows with the same value in this column (a patient, a video) stay together; null for none.</param>
    /// <param name="seed">Decides which rows; null for the context's seed.</param>
    public TrainTestData TrainTestSplit(IDataView data, double testFraction = 0.1, string? samplingKeyColumnName = null, int? seed = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (!(testFraction is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(testFraction), testFraction, "The share of the test set must be above 0 and below 1.");
        }

        var keys = data.Schema.Where(column => column.Type is KeyDataViewType && column.Name != samplingKeyColumnName).ToList();
        int? label = keys.Count == 1 ? keys[0].Index : null;
        int? group = samplingKeyColumnName is null ? null : data.Schema[samplingKeyColumnName].Index;
        var classes = new List<int>();
        var units = new RowUnits();
        foreach (var row in data.GetRows())
        {
            classes.Add(label is { } labelColumn ? (int)(uint)row.Read(labelColumn)! : 0);
            units.Add(group is { } groupColumn && row.Read(groupColumn) is { } key ? [key] : []);
        }

        var parts = StratifiedRows.Assign(classes, units.ToArray(), [1 - testFraction, testFraction], seed ?? _context.Seed);
        return new TrainTestData(
            new SelectedRows(data, [.. parts.Select(part => part == 0)]),
            new SelectedRows(data, [.. parts.Select(part => part == 1)]));
    }

    /// <summary>Two views of the rows of one.</summary>
    public sealed class TrainTestData
    {
        internal TrainTestData(IDataView trainSet, IDataView testSet) => (TrainSet, TestSet) = (trainSet, testSet);

        /// <summary>Rows to learn from.</summary>
        public IDataView TrainSet { get; }

        /// <summary>Rows to measure on.</summary>
        public IDataView TestSet { get; }
    }
}
