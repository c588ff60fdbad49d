namespace MLPipeline.Datasets;

/// <summary>Looks for near-duplicates that matter: those on both sides of a split, and those with different labels.</summary>
internal static class NearDuplicateSearch
{
    /// <summary>
    /// For every held-out image the nearest training image, and for every image the nearest with another label; each pair once, in the
    /// order of the images. Images of the same content are no near-duplicates.
    /// </summary>
    /// <param name="split">The images and their parts.</param>
    /// <param name="traits">By position; null for an image that could not be read.</param>
    /// <param name="largestDistance">Bits in which hashes may differ.</param>
    public static IReadOnlyList<NearDuplicate> Find(DatasetSplit split, IReadOnlyList<ImageTraits?> traits, int largestDistance)
    {
        var (images, parts) = (split.Dataset.Images, split.Parts);
        var index = new HammingIndex([.. traits.Select(trait => trait?.Fingerprint?.Hash)], largestDistance);
        var found = new List<NearDuplicate>();
        var pairs = new HashSet<(int, int)>();
        for (var i = 0; i < images.Count; i++)
        {
            if (traits[i] is not { Fingerprint: { } fingerprint } trait)
                continue;
            if (parts[i] != SplitName.Train)
                Add(i, index.Nearest(fingerprint.Hash, j => parts[j] == SplitName.Train && IsCopy(j)));
            Add(i, index.Nearest(fingerprint.Hash, j => images[j].Label != images[i].Label && IsCopy(j)));

            bool IsCopy(int j) => trait.Content != traits[j]!.Value.Content && fingerprint.IsLike(traits[j]!.Value.Fingerprint!);
        }

        return found;

        void Add(int i, (int Position, int Distance)? nearest)
        {
            if (nearest is not var (j, distance) || !pairs.Add((Math.Min(i, j), Math.Max(i, j))))
                return;
            var (one, other) = parts[i] == SplitName.Train && parts[j] != SplitName.Train ? (j, i) : (i, j);
            found.Add(new NearDuplicate(images[one], parts[one], images[other], parts[other], distance));
        }
    }
}
