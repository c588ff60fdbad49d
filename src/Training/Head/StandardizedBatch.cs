namespace MLPipeline.Training;

/// <summary>A reused buffer of standardised rows with their labels.</summary>
internal sealed class StandardizedBatch(FeatureStandardization standardization, int width, int capacity)
{
    private readonly int[] _labels = new int[capacity];

    /// <summary><c>[capacity, width]</c>; the first <see cref="Count"/> rows are in use.</summary>
    public float[] Rows { get; } = new float[checked(capacity * width)];

    public int Count { get; private set; }

    public ReadOnlySpan<int> Labels => _labels.AsSpan(0, Count);

    /// <summary>Takes the rows at <c>order[start..]</c>, as many as fit.</summary>
    public void Fill(FeatureSubset source, ReadOnlySpan<int> order, int start)
    {
        Count = Math.Min(capacity, order.Length - start);
        for (var i = 0; i < Count; i++)
        {
            var place = order[start + i];
            standardization.Apply(source.Row(place), Rows.AsSpan(i * width, width));
            _labels[i] = source.Labels[place];
        }
    }
}
