namespace MLPipeline.Runtime;

/// <summary>An input or output of a network.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="ElementType">"float", "uint8", "int64", …: .NET type names in lower case.</param>
/// <param name="Dimensions">Lengths; -1 where the file leaves one open (the batch).</param>
public sealed record TensorDescription(string Name, string ElementType, IReadOnlyList<int> Dimensions)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{Name}: {ElementType} [{string.Join(", ", Dimensions.Select(length => length < 0 ? "?" : length.ToString(System.Globalization.CultureInfo.InvariantCulture)))}]";
}
