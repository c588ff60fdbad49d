using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MLPipeline.Hosting;

/// <summary>Registers the pool's health check.</summary>
public static class HealthChecksBuilderExtensions
{
    /// <summary>
    /// Healthy when every model is loaded and as new as its source; degraded while a model is served whose newer version could not be
    /// loaded; unhealthy when a model is missing. The entry's data have version, time and failure of each model.
    /// </summary>
    /// <param name="builder">What <c>AddHealthChecks()</c> gives.</param>
    /// <param name="name">The entry in the report.</param>
    /// <param name="failureStatus">What a missing model counts as; unhealthy by default.</param>
    /// <param name="tags">To choose checks by, for example <c>ready</c>.</param>
    public static IHealthChecksBuilder AddPredictionEnginePool(
        this IHealthChecksBuilder builder,
        string name = "prediction-engine-pool",
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddCheck<PoolHealthCheck>(name, failureStatus, tags ?? []);
    }
}
