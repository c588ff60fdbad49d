using Microsoft.Extensions.DependencyInjection;

namespace MLPipeline.Hosting;

/// <summary>
/// Says which models a <see cref="PredictionEnginePool"/> serves. Nothing is read here: names, paths and addresses are checked together
/// when the host starts, or when the pool is first asked for where there is no host.
/// </summary>
public sealed class PredictionEnginePoolBuilder
{
    private static readonly TimeSpan UsualPeriod = TimeSpan.FromMinutes(5);

    internal PredictionEnginePoolBuilder(IServiceCollection services) => Services = services;

    /// <summary>Where the pool is registered.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The model without a name comes from a file.</summary>
    /// <inheritdoc cref="FromFile(string, string, bool)"/>
    public PredictionEnginePoolBuilder FromFile(string filePath, bool watchForChanges = true) => FromFile("", filePath, watchForChanges);

    /// <summary>A model comes from a file, which has to be there when the host starts.</summary>
    /// <param name="modelName">What predictions call it.</param>
    /// <param name="filePath">A model file, or a link to one; relative to the folder the program was started in.</param>
    /// <param name="watchForChanges">
    /// Whether a changed file is loaded while the program runs: written in place, renamed into place, deleted and made anew, or reached by
    /// another link anywhere in its path.
    /// </param>
    public PredictionEnginePoolBuilder FromFile(string modelName, string filePath, bool watchForChanges = true)
    {
        ArgumentNullException.ThrowIfNull(filePath);
        return Add(new FileRegistration(modelName, filePath, watchForChanges));
    }

    /// <summary>The model without a name comes from a web address.</summary>
    /// <inheritdoc cref="FromUri(string, Uri, TimeSpan?)"/>
    public PredictionEnginePoolBuilder FromUri(string uri, TimeSpan? period = null) => FromUri("", uri, period);

    /// <inheritdoc cref="FromUri(string, TimeSpan?)"/>
    public PredictionEnginePoolBuilder FromUri(Uri uri, TimeSpan? period = null) => FromUri("", uri, period);

    /// <inheritdoc cref="FromUri(string, Uri, TimeSpan?)"/>
    public PredictionEnginePoolBuilder FromUri(string modelName, string uri, TimeSpan? period = null)
    {
        ArgumentNullException.ThrowIfNull(uri);
        return Add(new UriRegistration(modelName, uri, period ?? UsualPeriod));
    }

    /// <summary>
    /// A model comes from a web address. The host starts without it when the server does not answer, and asks again after every period.
    /// </summary>
    /// <param name="modelName">What predictions call it.</param>
    /// <param name="uri">http or https.</param>
    /// <param name="period">
    /// Time between two requests; 5 minutes by default. Unchanged models are not sent again where the server allows it.
    /// </param>
    public PredictionEnginePoolBuilder FromUri(string modelName, Uri uri, TimeSpan? period = null)
    {
        ArgumentNullException.ThrowIfNull(uri);
        return FromUri(modelName, uri.OriginalString, period);
    }

    private PredictionEnginePoolBuilder Add(ModelRegistration model)
    {
        ArgumentNullException.ThrowIfNull(model.Name, "modelName");
        Services.Configure<PoolSetup>(setup => setup.Models.Add(model));
        return this;
    }
}
