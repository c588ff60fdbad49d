namespace MLPipeline.Inference.Tests;

public sealed class PublicSurfaceTests
{
    [Fact]
    public void PublicSurface_IsAsWrittenDown() => PublicSurface.RequireAsWrittenDown(typeof(PredictionEngine).Assembly, "Inference.Tests");
}
