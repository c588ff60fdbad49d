using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MLPipeline.Hosting;

/// <summary>What <see cref="HealthChecksBuilderExtensions.AddPredictionEnginePool"/> describes.</summary>
internal sealed class PoolHealthCheck(PredictionEnginePool pool) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var models = pool.Models;
        var faults = models.Where(model => model.Failure is not null || !model.IsReady).Select(Sentence).ToArray();
        var status = !models.All(model => model.IsReady) ? context.Registration.FailureStatus
            : faults.Length > 0 ? HealthStatus.Degraded
            : HealthStatus.Healthy;
        var description = faults.Length > 0 ? string.Join(' ', faults) : "Every model is loaded.";
        return Task.FromResult(new HealthCheckResult(status, description, data: models.ToDictionary(TitleOf, Facts)));
    }

    private static string TitleOf(PooledModel model) => model.Name.Length == 0 ? "model" : model.Name;

    private static string Sentence(PooledModel model)
    {
        var what = model.IsReady ? "an older version is served" : "there is no model";
        return $"{TitleOf(model)}: {what}: {model.Failure?.Reason ?? "it is being loaded."}";
    }

    private static object Facts(PooledModel model) => new Dictionary<string, string?>
    {
        ["version"] = model.Version,
        ["loadedAt"] = model.LoadedAt?.ToString("O", CultureInfo.InvariantCulture),
        ["failure"] = model.Failure?.Reason,
    };
}
