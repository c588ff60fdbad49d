namespace MLPipeline.Data;

/// <summary>Estimators one after the other: each is fitted on what the fitted ones before it make of the data. Immutable.</summary>
/// <typeparam name="TLastTransformer">What the last estimator gives.</typeparam>
public sealed class EstimatorChain<TLastTransformer> : IEstimator<TransformerChain<TLastTransformer>>
    where TLastTransformer : class, ITransformer
{
    private readonly IEstimator<ITransformer>[] _estimators;

    internal EstimatorChain(IEnumerable<IEstimator<ITransformer>> estimators) => _estimators = [.. estimators];

    IEnumerable<IEstimator<ITransformer>> IEstimator<TransformerChain<TLastTransformer>>.Steps => _estimators.SelectMany(estimator => estimator.Steps);

    /// <inheritdoc/>
    public TransformerChain<TLastTransformer> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var transformers = new List<ITransformer>();
        try
        {
            foreach (var estimator in _estimators)
            {
                transformers.Add(estimator.Fit(input));
                input = transformers[^1].Transform(input);
            }
        }
        catch
        {
            transformers.OfType<IDisposable>().ToList().ForEach(transformer => transformer.Dispose());
            throw;
        }

        return new TransformerChain<TLastTransformer>(transformers);
    }
}

/// <summary>Transformers one after the other. Immutable and thread-safe; disposing it disposes the models in it.</summary>
/// <typeparam name="TLastTransformer">The last transformer.</typeparam>
public sealed class TransformerChain<TLastTransformer> : ITransformer, IDisposable
    where TLastTransformer : class, ITransformer
{
    private readonly ITransformer[] _transformers;

    internal TransformerChain(IEnumerable<ITransformer> transformers) => _transformers = [.. transformers];

    /// <summary>The last transformer.</summary>
    public TLastTransformer LastTransformer => (TLastTransformer)_transformers[^1];

    IEnumerable<RowTransformer> ITransformer.Steps => _transformers.SelectMany(transformer => transformer.Steps);

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _transformers.Aggregate(inputSchema, (schema, transformer) => transformer.GetOutputSchema(schema));

    /// <inheritdoc/>
    public IDataView Transform(IDataView input) => _transformers.Aggregate(input, (view, transformer) => transformer.Transform(view));

    /// <summary>Frees the models in the chain.</summary>
    public void Dispose()
    {
        foreach (var transformer in _transformers.OfType<IDisposable>())
        {
            transformer.Dispose();
        }
    }
}
