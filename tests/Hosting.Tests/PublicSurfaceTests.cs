namespace MLPipeline.Hosting.Tests;

public sealed class PublicSurfaceTests
{
    [Fact]
    public void PublicSurface_IsAsWrittenDown() =>
        PublicSurface.RequireAsWrittenDown(typeof(PredictionEnginePool).Assembly, "Hosting.Tests");
}
