namespace MLPipeline.Hosting;

/// <summary>
/// What the registrations gathered, as the options system makes it; <see cref="PoolSetupValidation"/> judges it as a whole.
/// </summary>
internal sealed class PoolSetup
{
    public List<ModelRegistration> Models { get; } = [];

    /// <summary>As often as they were given; once at the most is right.</summary>
    public List<PredictionEnginePoolOptions> Options { get; } = [];
}
