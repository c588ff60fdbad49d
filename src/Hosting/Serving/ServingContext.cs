using Microsoft.Extensions.Logging;

namespace MLPipeline.Hosting;

/// <summary>What all models of a pool have in common.</summary>
internal sealed record ServingContext(PredictionEnginePoolOptions Options, PoolTelemetry Telemetry, ILogger Logger, TimeProvider Time);
