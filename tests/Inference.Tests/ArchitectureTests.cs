using System.Text.Json;

namespace MLPipeline.Inference.Tests;

public sealed class ArchitectureTests
{
    /// <summary>What runs where people only predict must stay small: no training code, nothing that only training needs.</summary>
    [Fact]
    public void Predictor_DependsOnNothingOfTraining()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name; // artifacts/bin/<project>/<configuration>
        var file = Repository.PathOf("artifacts", "bin", "Predictor", configuration, "Predictor.deps.json");
        using var dependencies = JsonDocument.Parse(File.ReadAllText(file));
        var names = dependencies.RootElement.GetProperty("libraries").EnumerateObject()
            .Where(library => library.Value.GetProperty("type").GetString() != "reference") // a second entry for the same assembly
            .Select(library => library.Name.Split('/')[0])
            .Where(name => !name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)); // of the host of 'serve'

        Assert.Equal(
            [
                "MLPipeline.Hosting", "MLPipeline.Imaging", "MLPipeline.Inference", "MLPipeline.OnnxRuntime", "MLPipeline.Runtime",
                "MLPipeline.Serving", "MLPipeline.Terminal", "Predictor", "Spectre.Console", "System.CommandLine",
                "System.Numerics.Tensors",
            ],
            names.Order(StringComparer.Ordinal));
    }
}
