namespace MLPipeline.Training.Tests;

/// <summary>Features in memory, for tests.</summary>
internal sealed class FeatureArray(float[] values, int width) : IFeatureRows
{
    public int Count => values.Length / width;

    public int Width => width;

    public ReadOnlySpan<float> Row(int index) => values.AsSpan(index * width, width);

    /// <summary>All rows, labelled.</summary>
    public FeatureSubset Labelled(params int[] labels) => new(this, [.. Enumerable.Range(0, Count)], labels);

    /// <summary>Clouds of points around one centre per class: separable when <paramref name="spread"/> is small.</summary>
    public static FeatureSubset Clouds(int perClass, int classes, int width, double spread, int seed)
    {
        var random = new Random(seed);
        var centres = Enumerable.Range(0, classes).Select(_ => Enumerable.Range(0, width).Select(_ => random.NextDouble()).ToArray()).ToArray();
        var values = new List<float>();
        var labels = new List<int>();
        for (var i = 0; i < perClass * classes; i++)
        {
            var label = i % classes;
            labels.Add(label);
            values.AddRange(centres[label].Select(centre => (float)(centre + (spread * (random.NextDouble() - 0.5)))));
        }

        return new FeatureArray([.. values], width).Labelled([.. labels]);
    }
}
