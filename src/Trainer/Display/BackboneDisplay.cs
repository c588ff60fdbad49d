using MLPipeline.Backbones;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>Loads a backbone and says what it is.</summary>
internal static class BackboneDisplay
{
    public static Backbone Load(ProgramConsole console, string name)
    {
        var backbone = Backbone.Load(new BackboneStore().Find(name));
        console.Say($"Backbone: {backbone.Name}, {Measure.Count(backbone.FeatureCount)} features, {backbone.Input.Resize.Width} x {backbone.Input.Resize.Height} pixels");

        // The cache key needs a hash over all weights: made while the images are read, which takes about as long.
        _ = Task.Run(() => backbone.Sha256, CancellationToken.None);
        return backbone;
    }
}
