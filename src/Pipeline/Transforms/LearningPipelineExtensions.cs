using MLPipeline.Data;

namespace MLPipeline;

/// <summary>Puts steps one after the other.</summary>
public static class LearningPipelineExtensions
{
    /// <summary>An estimator that fits <paramref name="start"/>, then <paramref name="estimator"/> on what that makes of the data.</summary>
    public static EstimatorChain<TTransformer> Append<TTransformer>(this IEstimator<ITransformer> start, IEstimator<TTransformer> estimator)
        where TTransformer : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(estimator);
        return new EstimatorChain<TTransformer>([start, estimator]);
    }

    /// <summary>A transformer that applies <paramref name="start"/>, then <paramref name="transformer"/>.</summary>
    public static TransformerChain<TTransformer> Append<TTransformer>(this ITransformer start, TTransformer transformer)
        where TTransformer : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(transformer);
        return new TransformerChain<TTransformer>([start, transformer]);
    }
}
