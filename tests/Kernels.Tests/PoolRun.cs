using MLPipeline.Kernels.Pooling;

namespace MLPipeline.Kernels.Tests;

/// <summary>The tensors of a pooling, and its windows by their definition. Results hold garbage before the kernels write them.</summary>
internal sealed class PoolRun : IDisposable
{
    public PoolRun(PoolShape shape, Func<Random, double> draw)
    {
        Shape = shape;
        X = new BlockedTensor(shape.Input, 1, draw);
        Y = new BlockedTensor(shape.Output);
        DY = new BlockedTensor(shape.Output, 2);
        DX = new BlockedTensor(shape.Input);
        Y.Fill(7);
        DX.Fill(7);
    }

    public PoolShape Shape { get; }

    public BlockedTensor X { get; }

    public BlockedTensor Y { get; }

    public BlockedTensor DY { get; }

    public BlockedTensor DX { get; }

    /// <summary>Each place of the result with the pixels of the image that are under its window, row by row.</summary>
    public IEnumerable<((int N, int C, int Y, int X) Place, IReadOnlyList<(int Y, int X)> Window)> Windows() =>
        Y.Places().Select(place => (place, (IReadOnlyList<(int Y, int X)>)[.. Under(place.Y, place.X).Where(at => at.Y >= 0 && at.X >= 0 && at.Y < Shape.Input.Height && at.X < Shape.Input.Width)]));

    /// <summary>How many places under a window are pixels or pads; beyond the pads there is nothing.</summary>
    public int Padded(int row, int column) => Under(row, column).Count(at =>
        at.Y >= -Shape.PadTop && at.X >= -Shape.PadLeft && at.Y < Shape.Input.Height + Shape.PadBottom && at.X < Shape.Input.Width + Shape.PadRight);

    /// <summary>Where an element of the input stands in the order of the indices.</summary>
    public int IndexOf(int n, int c, int y, int x) => (((((n * Shape.Input.Channels) + c) * Shape.Input.Height) + y) * Shape.Input.Width) + x;

    public void Dispose()
    {
        X.Dispose();
        Y.Dispose();
        DY.Dispose();
        DX.Dispose();
    }

    private IEnumerable<(int Y, int X)> Under(int row, int column) =>
        from i in Enumerable.Range(0, Shape.KernelHeight)
        from j in Enumerable.Range(0, Shape.KernelWidth)
        select ((row * Shape.StrideHeight) - Shape.PadTop + (i * Shape.DilationHeight), (column * Shape.StrideWidth) - Shape.PadLeft + (j * Shape.DilationWidth));
}
