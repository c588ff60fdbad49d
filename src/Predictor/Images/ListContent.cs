namespace MLPipeline.Predictor;

/// <summary>What tells two lists of images apart.</summary>
/// <param name="Count">How many paths.</param>
/// <param name="Sha256">Of the paths in order.</param>
internal sealed record ListContent(long Count, string Sha256)
{
    public static ListContent Of(IEnumerable<string> paths)
    {
        using var hash = new PathHash();
        foreach (var path in paths)
        {
            hash.Add(path);
        }

        return new ListContent(hash.Count, hash.Value());
    }
}
