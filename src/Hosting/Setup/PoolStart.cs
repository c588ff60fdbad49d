using Microsoft.Extensions.Hosting;

namespace MLPipeline.Hosting;

/// <summary>
/// Loads all models before the host counts as started. A file that is no model ends the start; a model from the web may come later, since
/// its server may be starting too.
/// </summary>
internal sealed class PoolStart(PredictionEnginePool pool) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(pool.Served.Select(model => model.StartAsync())).WaitAsync(cancellationToken).ConfigureAwait(false);
        var missing = pool.Served
            .Where(model => model.MustBeThereAtStart && !model.Now().IsReady)
            .Select(model => model.Unavailable())
            .ToArray();
        if (missing.Length > 0)
        {
            throw missing.Length == 1
                ? missing[0]
                : new ModelUnavailableException(string.Join(' ', missing.Select(error => error.Message)), new AggregateException(missing));
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask; // requests in progress may still predict
}
