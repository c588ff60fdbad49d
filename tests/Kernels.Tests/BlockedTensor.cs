using MLPipeline.Kernels.Memory;

namespace MLPipeline.Kernels.Tests;

/// <summary>A tensor in the kernels' layout with random elements, readable by its four indices.</summary>
internal sealed unsafe class BlockedTensor : IDisposable
{
    private readonly AlignedMemory _memory;

    public BlockedTensor(TensorLayout layout, int? seed = null, Func<Random, double>? draw = null)
    {
        Layout = layout;
        _memory = new AlignedMemory(layout.Length);
        if (seed is not { } given) return;
        var random = new Random(given);
        draw ??= source => (source.NextDouble() * 2) - 1;
        for (var n = 0; n < layout.Batch; n++)
        {
            for (var c = 0; c < layout.Channels; c++)
            {
                for (var y = 0; y < layout.Height; y++)
                {
                    for (var x = 0; x < layout.Width; x++) this[n, c, y, x] = (float)draw(random);
                }
            }
        }
    }

    public TensorLayout Layout { get; }

    public float* Start => _memory.Start;

    public float this[int n, int c, int y, int x]
    {
        get => Start[Layout.Offset(n, c, y, x)];
        set => Start[Layout.Offset(n, c, y, x)] = value;
    }

    /// <summary>The element, or 0 outside of the image.</summary>
    public double At(int n, int c, int y, int x) => y < 0 || x < 0 || y >= Layout.Height || x >= Layout.Width ? 0 : this[n, c, y, x];

    /// <summary>What stands where the last block has no channel; the kernels must leave it zero.</summary>
    public float LargestPadding()
    {
        var largest = 0f;
        var last = Layout.Blocks - 1;
        for (var pixel = 0; pixel < Layout.Pixels; pixel++)
        {
            for (var lane = Layout.ChannelsIn(last); lane < Layout.BlockWidth; lane++)
            {
                largest = Math.Max(largest, Math.Abs(Start[(last * Layout.BlockStride) + ((long)pixel * Layout.BlockWidth) + lane]));
            }
        }

        return largest;
    }

    public BlockedTensor Copy()
    {
        var copy = new BlockedTensor(Layout);
        _memory.Span(0, (int)_memory.Length).CopyTo(copy._memory.Span(0, (int)_memory.Length));
        return copy;
    }

    /// <summary>The elements in the order of their indices.</summary>
    public float[] ToArray() => [.. Places().Select(at => this[at.N, at.C, at.Y, at.X])];

    /// <summary>All indices in order.</summary>
    public IEnumerable<(int N, int C, int Y, int X)> Places() =>
        from n in Enumerable.Range(0, Layout.Batch)
        from c in Enumerable.Range(0, Layout.Channels)
        from y in Enumerable.Range(0, Layout.Height)
        from x in Enumerable.Range(0, Layout.Width)
        select (n, c, y, x);

    /// <summary>Puts a number everywhere, also where there is no channel.</summary>
    public void Fill(float number) => _memory.Span(0, (int)_memory.Length).Fill(number);

    public void Dispose() => _memory.Dispose();
}
