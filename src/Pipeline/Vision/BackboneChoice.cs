using MLPipeline.Backbones;

namespace MLPipeline.Vision;

/// <summary>Finds the pretrained network that options ask for.</summary>
internal static class BackboneChoice
{
    /// <exception cref="BackboneException">It is not on this machine; the message says how to get it.</exception>
    public static Backbone Load(string? nameOrFile, ImageClassificationTrainer.Architecture? architecture)
    {
        var name = nameOrFile ?? (architecture is { } named ? NameOf(named) : BundledBackbone.Name);
        return Backbone.Load(new BackboneStore().Find(name));
    }

    private static string NameOf(ImageClassificationTrainer.Architecture architecture) => architecture switch
    {
        ImageClassificationTrainer.Architecture.ResnetV2101 => "resnet101v2",
        ImageClassificationTrainer.Architecture.InceptionV3 => "inceptionv3",
        ImageClassificationTrainer.Architecture.MobilenetV2 => "mobilenetv2",
        _ => "resnet50v2",
    };
}
