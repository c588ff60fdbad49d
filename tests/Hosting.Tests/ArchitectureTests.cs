using System.Text.Json;

namespace MLPipeline.Hosting.Tests;

public sealed class ArchitectureTests
{
    /// <summary>A service that only predicts carries no training code.</summary>
    [Fact]
    public void WebApi_DependsOnNothingOfTraining()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name; // artifacts/bin/<project>/<configuration>
        var file = Repository.PathOf("artifacts", "bin", "WebApi", configuration, "WebApi.deps.json");
        using var dependencies = JsonDocument.Parse(File.ReadAllText(file));
        var names = dependencies.RootElement.GetProperty("libraries").EnumerateObject()
            .Where(library => library.Value.GetProperty("type").GetString() != "reference") // a second entry for the same assembly
            .Select(library => library.Name.Split('/')[0])
            .Where(name => name.StartsWith("MLPipeline.", StringComparison.Ordinal));

        Assert.Equal(
            ["MLPipeline.Hosting", "MLPipeline.Imaging", "MLPipeline.Inference", "MLPipeline.OnnxRuntime", "MLPipeline.Runtime"],
            names.Order(StringComparer.Ordinal));
    }
}
