using MLPipeline.Graphs;

namespace MLPipeline.Autodiff;

/// <summary>Sliding windows: their gradients know explicit pads only, which <see cref="PadResolution"/> writes.</summary>
internal static class ExplicitPads
{
    /// <summary>The node's attributes, without the word that says pads are explicit.</summary>
    public static AttributeMap Require(GradientContext at) =>
        at.Attributes.GetString("auto_pad", "NOTSET") == "NOTSET"
            ? at.Attributes.Without("auto_pad")
            : throw at.Fault($"auto_pad is {at.Attributes.GetString("auto_pad")}; export the network with explicit pads");
}
