namespace MLPipeline;

/// <summary>Adds columns to a view. Immutable and thread-safe; the transformers are those of this library.</summary>
public interface ITransformer
{
    /// <summary>The columns that <see cref="Transform"/> makes of those.</summary>
    /// <exception cref="ArgumentException">A column that is needed is missing or has another type.</exception>
    DataViewSchema GetOutputSchema(DataViewSchema inputSchema);

    /// <summary>The view with the columns added. Nothing is computed before the result is read.</summary>
    /// <exception cref="ArgumentException">A column that is needed is missing or has another type.</exception>
    IDataView Transform(IDataView input);

    /// <summary>The single steps, in order.</summary>
    internal IEnumerable<RowTransformer> Steps { get; }
}

/// <summary>Learns what it needs from data and gives the transformer that uses it.</summary>
/// <typeparam name="TTransformer">What fitting gives.</typeparam>
public interface IEstimator<out TTransformer>
    where TTransformer : class, ITransformer
{
    /// <summary>Learns from data. The estimator does not change and can be fitted again.</summary>
    /// <exception cref="ArgumentException">A column that is needed is missing or has another type.</exception>
    TTransformer Fit(IDataView input);

    /// <summary>The single steps, in order.</summary>
    internal IEnumerable<IEstimator<ITransformer>> Steps => [this];
}
