namespace MLPipeline.Graphs;

/// <summary>How the channels of a feature tensor lie among its dimensions.</summary>
public enum FeatureLayout
{
    /// <summary><c>[N, C]</c>: ready for a dense layer.</summary>
    Flat,

    /// <summary><c>[N, C, 1, 1]</c>: pooled, still to be flattened.</summary>
    PooledChannelsFirst,

    /// <summary><c>[N, 1, 1, C]</c>: pooled, still to be flattened.</summary>
    PooledChannelsLast,

    /// <summary><c>[N, C, H, W]</c>: a map, to be averaged over H and W.</summary>
    ChannelsFirst,

    /// <summary><c>[N, H, W, C]</c>: a map, to be averaged over H and W.</summary>
    ChannelsLast,
}

/// <summary>A tensor of a network that serves as the features of an image.</summary>
/// <param name="Value">The tensor.</param>
/// <param name="Channels">The number of features for each image, C.</param>
/// <param name="Layout">Where C stands in the shape.</param>
public sealed record FeatureTensor(Value Value, int Channels, FeatureLayout Layout)
{
    /// <summary>Whether the mean over height and width has to be taken first.</summary>
    public bool NeedsPooling => Layout is FeatureLayout.ChannelsFirst or FeatureLayout.ChannelsLast;

    /// <summary>Whether dimensions have to be dropped to come to <c>[N, C]</c>, after the pooling if that is needed, too.</summary>
    public bool NeedsFlatten => Layout != FeatureLayout.Flat;

    /// <summary>The value as features, or null when it has no known number of channels in one of the layouts, or is no floating-point tensor.</summary>
    internal static FeatureTensor? TryCreate(Value value)
    {
        if (value.ElementType is not { } type || !ElementTypes.IsFloating(type) || value.Shape is not { } shape) return null;
        if (shape is [_, { Length: { } flat }]) return new FeatureTensor(value, (int)flat, FeatureLayout.Flat);
        if (shape.Count != 4) return null;
        var layout = LayoutOf(shape);
        var channels = shape[layout is FeatureLayout.ChannelsLast or FeatureLayout.PooledChannelsLast ? 3 : 1];
        return channels.Length is { } length ? new FeatureTensor(value, (int)length, layout) : null;
    }

    /// <summary>Maps are square as a rule, and where they are not, lengths that are only symbols are height and width; in doubt channels come first.</summary>
    internal static FeatureLayout LayoutOf(TensorShape shape)
    {
        var (a, b, c) = (shape[1], shape[2], shape[3]);
        if (b.Length == 1 && c.Length == 1) return FeatureLayout.PooledChannelsFirst;
        if (a.Length == 1 && b.Length == 1) return FeatureLayout.PooledChannelsLast;
        var last = (a == b && b != c && c.IsKnown) || (!a.IsKnown && !b.IsKnown && c.IsKnown);
        return last ? FeatureLayout.ChannelsLast : FeatureLayout.ChannelsFirst;
    }
}
