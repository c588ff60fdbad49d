namespace MLPipeline.Datasets;

internal static class EvenSelection
{
    /// <summary>
    /// Positions of <paramref name="perClass"/> elements of each class (all, where it has fewer), in ascending order. Of a class's n elements the
    /// j-th is taken when floor((j + 1) · perClass / n) exceeds floor(j · perClass / n): the taken ones lie evenly over the class.
    /// </summary>
    public static IEnumerable<int> Choose(byte[] labels, int? perClass)
    {
        var sizes = new int[256];
        foreach (var label in labels)
            sizes[label]++;

        var seen = new long[256];
        for (var i = 0; i < labels.Length; i++)
        {
            var size = sizes[labels[i]];
            long wanted = Math.Min(perClass ?? size, size);
            var j = seen[labels[i]]++;
            if ((j + 1) * wanted / size > j * wanted / size)
                yield return i;
        }
    }
}
