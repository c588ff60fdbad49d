namespace MLPipeline.Backbones;

/// <summary>The pretrained network that comes with this project (<c>models/README.md</c>), so that nothing has to be downloaded to begin.</summary>
public static class BundledBackbone
{
    /// <summary>A residual network of 20 layers for 32x32 pixels. For photographs pull or add a larger one.</summary>
    public const string Name = "resnet20-cifar10";
}
