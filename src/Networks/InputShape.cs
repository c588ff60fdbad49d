namespace MLPipeline.Networks;

/// <summary>The shape of one image as a network takes it.</summary>
/// <param name="Channels">1 for grey, 3 for colour.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Width">In pixels.</param>
public readonly record struct InputShape(int Channels, int Height, int Width)
{
    /// <summary>Such as <c>3x224x224</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Channels}x{Height}x{Width}");
}
