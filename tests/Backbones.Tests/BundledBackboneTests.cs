namespace MLPipeline.Backbones.Tests;

/// <summary>The pretrained residual network that comes with the project.</summary>
public class BundledBackboneTests
{
    private static readonly BackboneStore Store = new(Path.Combine(Path.GetTempPath(), "mlpipeline-no-such-store"));

    private static string File => Store.Find("resnet20-cifar10").Path;

    [Fact]
    public void Describe_BundledBackbone_ShowsContractAndStages()
    {
        var description = BackboneInspector.Describe(Backbone.Load(Store.Find("resnet20-cifar10")));

        // Weights: 432 + 6 * 2,304 | 4,608 + 5 * 9,216 + 512 | 18,432 + 5 * 36,864 + 2,048, and an offset for each of 7 * (16 + 32 + 64)
        // channels: batch normalisation is folded in. Multiply-adds: the same weights at 32 * 32, 16 * 16 and 8 * 8 places.
        Assert.Equal(270_256 + 784, description.Parameters);
        Assert.Equal((14_256 * 1024) + (51_200 * 256) + (204_800 * 64), description.MultiplyAdds);
        Assert.Equal(
            ["[batch, 16, 32, 32]", "[batch, 32, 16, 16]", "[batch, 64, 8, 8]", "[batch, 64, 1, 1]", "[batch, 64]"],
            description.Stages.Select(stage => stage.Shape));
        Assert.StartsWith(
            """
            name           resnet20-cifar10
            source         trained for this project from zero on CIFAR-10 (JPEG copy): models/README.md
            licence        MIT
            input          input Float32 [batch, 3, 32, 32]
            image          32 x 32, squash
            pixels         RGB 0..1, mean (0.485, 0.456, 0.406), deviation (0.229, 0.224, 0.225)
            features       64 at 'flatten'
            opset          17
            parameters     271,040
            multiply-adds  40,812,544 per image
            """.ReplaceLineEndings("\n"),
            description.ToString(),
            StringComparison.Ordinal);
    }

    /// <summary>What models/README.md says of the file, which nobody can make again in the time of a test.</summary>
    [Fact]
    public void File_IsTheOneThatIsDescribed()
    {
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.IO.File.ReadAllBytes(File)));
        Assert.Contains(hash, System.IO.File.ReadAllText(Repository.PathOf("models", "README.md")), StringComparison.Ordinal);
    }
}
