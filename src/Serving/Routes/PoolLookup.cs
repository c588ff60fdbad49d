using Microsoft.AspNetCore.Http;
using MLPipeline.Hosting;

namespace MLPipeline.Serving;

/// <summary>Finds models by the names in addresses.</summary>
internal static class PoolLookup
{
    /// <exception cref="RequestRefusedException">There is none of this name.</exception>
    public static PooledModel Find(this PredictionEnginePool pool, string? name) =>
        pool.Models.FirstOrDefault(model => model.Name == name)
        ?? throw new RequestRefusedException(StatusCodes.Status404NotFound, "There is no model of this name; GET /models lists them.");
}
