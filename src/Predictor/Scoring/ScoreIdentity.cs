namespace MLPipeline.Predictor.Scoring;

/// <summary>Everything that decides what is in a table.</summary>
/// <param name="Model">SHA-256 of the model file.</param>
/// <param name="Options">By name; what was not given with the value that it has then.</param>
/// <param name="Shard">Which part of the list, or <c>whole</c>.</param>
/// <param name="Images">The whole list; null for one that is read from a pipe, of which nothing is known before it was read.</param>
internal sealed record ScoreIdentity(string Model, IReadOnlyDictionary<string, string> Options, string Shard, ListContent? Images)
{
    /// <summary>Hash of the class names in order, which may come from another file than the model.</summary>
    public required string Labels { get; init; }

    /// <summary>What <paramref name="other"/> has otherwise, in words.</summary>
    /// <param name="other">Compared with this one.</param>
    /// <param name="mine">What this one is called: then.</param>
    /// <param name="its">What the other one is called: now.</param>
    public IEnumerable<string> DifferencesFrom(ScoreIdentity other, string mine, string its)
    {
        if (Model != other.Model)
        {
            yield return $"the model (SHA-256 {Model[..12]}… {mine}, {other.Model[..12]}… {its})";
        }
        else if (Labels != other.Labels)
        {
            yield return "the class names";
        }

        foreach (var name in Options.Keys.Union(other.Options.Keys).Order(StringComparer.Ordinal))
        {
            var (before, after) = (Options.GetValueOrDefault(name, "not given"), other.Options.GetValueOrDefault(name, "not given"));
            if (before != after)
            {
                yield return $"{name} ({before} {mine}, {after} {its})";
            }
        }

        if (Shard != other.Shard)
        {
            yield return $"--shard ({Shard} {mine}, {other.Shard} {its})";
        }

        if (Images != other.Images)
        {
            yield return Images?.Count != other.Images?.Count
                ? $"the list of images ({Length(Images)} {mine}, {Length(other.Images)} {its})"
                : $"the list of images ({Length(Images)} in both, but not the same or in another order)";
        }
    }

    private static string Length(ListContent? images) => images is null ? "a pipe" : Terminal.Measure.Count(images.Count);
}
