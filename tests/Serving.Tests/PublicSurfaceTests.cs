namespace MLPipeline.Serving.Tests;

public sealed class PublicSurfaceTests
{
    [Fact]
    public void PublicSurface_IsAsWrittenDown() => PublicSurface.RequireAsWrittenDown(typeof(ImageServer).Assembly, "Serving.Tests");
}
