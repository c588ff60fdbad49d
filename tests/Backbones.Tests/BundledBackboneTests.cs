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

        // Weights: 432 + 6 * 2,304 | 4,608 + 5 * 9,216 + 512 | 18,432 + 5 * 36,864 + 2,048; four numbers for each of
        // 7 * (16 + 32 + 64) normalised channels, less 32 + 64 offsets that a projection shares with the convolution it is added to (equal
        // gradients kept them equal). Multiply-adds: the same weights at 32 * 32, 16 * 16 and 8 * 8 places.
        Assert.Equal(270_256 + 3_136 - 96, description.Parameters);
        Assert.Equal((14_256 * 1024) + (51_200 * 256) + (204_800 * 64), description.MultiplyAdds);
        Assert.Equal(
            ["[batch, 16, 32, 32]", "[batch, 32, 16, 16]", "[batch, 64, 8, 8]", "[batch, 64]"],
            description.Stages.Select(stage => stage.Shape));
        Assert.StartsWith(
            """
            name           resnet20-cifar10
            source         trained for this project on CIFAR-10 (JPEG copy) by models/backbones/train_resnet20.py
            licence        MIT
            input          input Float32 [batch, 3, 32, 32]
            image          32 x 32, squash
            pixels         RGB 0..1, mean (0.485, 0.456, 0.406), deviation (0.229, 0.224, 0.225)
            features       64 at '/ReduceMean_output_0'
            opset          13
            parameters     273,296
            multiply-adds  40,812,544 per image
            """.ReplaceLineEndings("\n"),
            description.ToString(),
            StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Import_ItsOrigin_GivesTheBundledFile()
    {
        var options = new BackboneImportOptions
        {
            Name = "resnet20-cifar10",
            Source = "trained for this project on CIFAR-10 (JPEG copy) by models/backbones/train_resnet20.py",
            Licence = "MIT",
        };
        using var stream = new MemoryStream();

        BackboneImporter.Import(SharedMaterial.Require("weights", "ours", "resnet20-cifar10-jpeg.onnx"), options).Write(stream);

        Assert.Equal(System.IO.File.ReadAllBytes(File), stream.ToArray());
    }
}
