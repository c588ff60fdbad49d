using System.Collections.Immutable;

namespace MLPipeline.Graphs;

/// <summary>Which version of which operators a graph is written in.</summary>
/// <param name="Standard">Version of the ONNX standard's own operators.</param>
/// <param name="Others">Versions of the other domains, by name.</param>
internal sealed record OperatorSets(int Standard, ImmutableSortedDictionary<string, int> Others)
{
    /// <summary>The versions that the reader, the shape rules and the passes know.</summary>
    public const int Oldest = 7;

    /// <inheritdoc cref="Oldest"/>
    public const int Newest = 21;

    public static OperatorSets Of(int standard) =>
        new(standard, ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal));
}

/// <summary>A function that a file defines for itself, kept as the bytes of its ONNX message.</summary>
internal sealed record LocalFunction(string Domain, string Name, string Overload, ReadOnlyMemory<byte> Encoded);
