using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace MLPipeline.Hosting;

/// <summary>Registers the pool.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>
    /// Registers one <see cref="PredictionEnginePool"/>, which loads its models when the host starts. The host does not start with wrong
    /// options (<see cref="OptionsValidationException"/> with all faults) or with a file that is no usable model.
    /// </summary>
    /// <param name="services">The program's services.</param>
    /// <param name="options">Null for the defaults. They may be given once, however often this is called.</param>
    /// <returns>What is told which models to serve.</returns>
    /// <example>
    /// <code>
    /// builder.Services.AddPredictionEnginePool().FromFile("flowers", "models/flowers.onnx").FromUri("pets", "https://models/pets.onnx");
    /// app.MapGet("/", (PredictionEnginePool pool) => pool.Predict("flowers", "photo.jpg").Label);
    /// </code>
    /// </example>
    public static PredictionEnginePoolBuilder AddPredictionEnginePool(
        this IServiceCollection services, PredictionEnginePoolOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<PoolSetup>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PoolSetup>, PoolSetupValidation>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, PoolStart>());
        services.TryAddSingleton(provider => new PredictionEnginePool(
            provider.GetRequiredService<IOptions<PoolSetup>>().Value,
            provider.GetService<ILogger<PredictionEnginePool>>() ?? NullLogger<PredictionEnginePool>.Instance,
            provider.GetService<IMeterFactory>(),
            provider.GetService<TimeProvider>() ?? TimeProvider.System));
        if (options is not null)
        {
            services.Configure<PoolSetup>(setup => setup.Options.Add(options));
        }

        return new PredictionEnginePoolBuilder(services);
    }
}
