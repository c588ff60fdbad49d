using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MLPipeline.Runtime.Winograd;

/// <summary>
/// A 3x3 convolution of 8-bit codes with stride 1 and a border of 1, in whole numbers: the codes that a direct convolution gives, with four
/// multiplications where that needs nine (Winograd, F(2x2, 3x3)). Sixteen-bit products are as fast as 8-bit ones on processors without
/// VNNI, so what is saved is gained. Thread-safe until disposed.
/// </summary>
internal sealed unsafe class WinogradLayer : IDisposable
{
    private const int Alignment = 64;

    private short* _filters;
    private int* _bias;
    private float* _scales;
    private readonly byte _inputZero;
    private readonly byte _outputZero;

    /// <param name="filters">Weights <c>[M, C, 3, 3]</c> with a zero point of 0.</param>
    /// <param name="bias">A bias for each output channel, in units of a product; empty for none.</param>
    /// <param name="scales">For each output channel what turns sums into codes: input scale x weight scale / output scale.</param>
    /// <param name="inputs">C.</param>
    /// <param name="inputZero">The input codes' zero point, which is the border's code too.</param>
    /// <param name="outputZero">The results' zero point.</param>
    public WinogradLayer(ReadOnlySpan<sbyte> filters, ReadOnlySpan<int> bias, ReadOnlySpan<float> scales, int inputs, byte inputZero, byte outputZero)
    {
        Inputs = inputs;
        Outputs = scales.Length;
        (_inputZero, _outputZero) = (inputZero, outputZero);
        _filters = (short*)NativeMemory.AlignedAlloc((nuint)FilterTransform.Positions * (nuint)(Outputs * inputs) * sizeof(short), Alignment);
        _bias = (int*)NativeMemory.AlignedAlloc((nuint)Outputs * sizeof(int), Alignment);
        _scales = (float*)NativeMemory.AlignedAlloc((nuint)Outputs * sizeof(float), Alignment);
        FilterTransform.Apply(filters, Outputs, inputs, _filters);
        new Span<int>(_bias, Outputs).Clear();
        bias.CopyTo(new Span<int>(_bias, Outputs));
        scales.CopyTo(new Span<float>(_scales, Outputs));
    }

    ~WinogradLayer() => Free();

    /// <summary>Whether this processor has the instructions, and no better ones that ONNX Runtime uses.</summary>
    public static bool IsFaster { get; } = Avx2.IsSupported && Vector256.IsHardwareAccelerated && !HasDotProducts();

    public int Inputs { get; }

    public int Outputs { get; }

    /// <summary>Whether the layer can be computed so: whole vectors of channels, and sums that 32 bits hold whatever the codes are.</summary>
    public static bool Takes(long outputs, long inputs) =>
        inputs > 0 && inputs % Vector256<short>.Count == 0 && inputs <= int.MaxValue / (InputTransform.Largest * FilterTransform.Largest)
        && outputs > 0 && outputs % FilterTransform.Panel == 0 && outputs <= int.MaxValue / (inputs * 9);

    /// <summary>The parts that a batch can be computed in, at once and in any order.</summary>
    public int PartsOf(CodeBatch batch) => TilePart.Count(batch.Tiles, Outputs / FilterTransform.Panel);

    /// <summary>Computes one part.</summary>
    /// <param name="batch">Codes <c>[N, H, W, C]</c>.</param>
    /// <param name="results">Room for codes <c>[N, H, W, M]</c>.</param>
    /// <param name="index">The part.</param>
    public void Compute(CodeBatch batch, byte* results, int index)
    {
        var part = TilePart.Of(batch.Tiles, Outputs / FilterTransform.Panel, index);
        var rows = (part.Tiles + PairProducts.Tiles - 1) / PairProducts.Tiles * PairProducts.Tiles;
        var (codes, sums) = (FilterTransform.Positions * rows * Inputs * sizeof(short), FilterTransform.Positions * rows * FilterTransform.Panel * sizeof(int));
        var buffer = ArrayPool<byte>.Shared.Rent(codes + sums + Alignment);
        try
        {
            fixed (byte* start = buffer)
            {
                var transformed = (short*)(((nint)start + Alignment - 1) & -Alignment);
                var products = (int*)((byte*)transformed + codes);
                var targets = stackalloc byte*[4 * part.Tiles];
                Transform(batch, part, transformed, rows);
                FindTargets(batch, part, results, targets);
                for (var panel = part.FirstPanel; panel < part.FirstPanel + part.Panels; panel++)
                {
                    Multiply(transformed, rows, panel, products);
                    var channel = panel * FilterTransform.Panel;
                    new OutputTransform(_bias + channel, _scales + channel, _outputZero).Apply(products, rows, targets, part.Tiles, channel);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    /// <summary>Codes of the part's tiles to <c>[16 positions, rows, C]</c>; rows past the last tile keep what is there and are not used.</summary>
    private void Transform(CodeBatch batch, TilePart part, short* transformed, int rows)
    {
        var border = stackalloc byte[Inputs];
        new Span<byte>(border, Inputs).Fill(_inputZero);
        var patch = stackalloc byte*[FilterTransform.Positions];
        for (var tile = 0; tile < part.Tiles; tile++)
        {
            var (image, y, x) = Place(batch, part.FirstTile + tile);
            for (var position = 0; position < FilterTransform.Positions; position++)
            {
                var (row, column) = (y + (position / 4) - 1, x + (position % 4) - 1);
                patch[position] = batch.Contains(row, column) ? batch.Codes + (batch.Pixel(image, row, column) * Inputs) : border;
            }

            InputTransform.Apply(patch, Inputs, _inputZero, transformed + ((long)tile * Inputs), (long)rows * Inputs);
        }
    }

    /// <summary>Where the part's results go, four pixels for each tile; null for those outside the image.</summary>
    private void FindTargets(CodeBatch batch, TilePart part, byte* results, byte** targets)
    {
        for (var tile = 0; tile < part.Tiles; tile++)
        {
            var (image, y, x) = Place(batch, part.FirstTile + tile);
            for (var result = 0; result < 4; result++)
            {
                var (row, column) = (y + (result / 2), x + (result % 2));
                *targets++ = batch.Contains(row, column) ? results + (batch.Pixel(image, row, column) * Outputs) : null;
            }
        }
    }

    private void Multiply(short* transformed, int rows, int panel, int* products)
    {
        var filters = _filters + ((long)panel * FilterTransform.Positions * Inputs * FilterTransform.Panel);
        for (var position = 0; position < FilterTransform.Positions; position++, filters += Inputs * FilterTransform.Panel)
        {
            for (var row = position * rows; row < (position + 1) * rows; row += PairProducts.Tiles)
            {
                PairProducts.Multiply(transformed + ((long)row * Inputs), Inputs, filters, products + (row * FilterTransform.Panel));
            }
        }
    }

    /// <summary>A tile's image and its upper left result.</summary>
    private static (int Image, int Y, int X) Place(CodeBatch batch, int tile)
    {
        var (row, column) = Math.DivRem(tile, batch.TileColumns);
        var (image, tileRow) = Math.DivRem(row, batch.TileRows);
        return (image, tileRow * 2, column * 2);
    }

    private static bool HasDotProducts()
    {
        // AVX512_VNNI and AVX-VNNI (Intel's manual, CPUID leaf 7, sub-leaves 0 and 1).
        const int Vnni512 = 1 << 11, Vnni = 1 << 4;
        return X86Base.IsSupported && X86Base.CpuId(0, 0).Eax >= 7
            && ((X86Base.CpuId(7, 0).Ecx & Vnni512) != 0 || (X86Base.CpuId(7, 1).Eax & Vnni) != 0);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(_filters);
        NativeMemory.AlignedFree(_bias);
        NativeMemory.AlignedFree(_scales);
        _filters = null;
        _bias = null;
        _scales = null;
    }
}
