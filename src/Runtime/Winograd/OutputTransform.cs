using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MLPipeline.Runtime.Winograd;

/// <summary>
/// Products become results: <c>Y = A' m A</c>, a quarter of it plus the bias is the convolution, exactly; its scale makes it a code. The last
/// step rounds as ONNX Runtime does: one multiplication in floats, cut to the codes' range, to the nearest, ties to even.
/// </summary>
internal readonly unsafe struct OutputTransform
{
    private readonly Vector256<int> _bias0;
    private readonly Vector256<int> _bias1;
    private readonly Vector256<float> _scale0;
    private readonly Vector256<float> _scale1;
    private readonly Vector256<float> _lowest;
    private readonly Vector256<float> _highest;
    private readonly Vector256<int> _zero;

    /// <param name="bias">Sixteen channels' biases.</param>
    /// <param name="scales">Sixteen channels' scales: from sums to codes.</param>
    /// <param name="zero">The results' zero point.</param>
    public OutputTransform(int* bias, float* scales, byte zero)
    {
        _bias0 = Vector256.Load(bias);
        _bias1 = Vector256.Load(bias + 8);
        _scale0 = Vector256.Load(scales);
        _scale1 = Vector256.Load(scales + 8);
        _lowest = Vector256.Create((float)-zero);
        _highest = Vector256.Create((float)(byte.MaxValue - zero));
        _zero = Vector256.Create((int)zero);
    }

    /// <param name="products">The tiles' products, <c>[16 positions, rows, 16 channels]</c>.</param>
    /// <param name="rows">Tiles in a position, and rows that only fill it up.</param>
    /// <param name="targets">For each tile the pixels of its four results, or null: upper left, upper right, lower left, lower right.</param>
    /// <param name="tiles">Tiles.</param>
    /// <param name="channel">The first of the sixteen channels in a pixel.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply(int* products, int rows, byte** targets, int tiles, int channel)
    {
        var stride = rows * FilterTransform.Panel;
        for (var end = targets + (4 * tiles); targets < end; targets += 4, products += FilterTransform.Panel)
        {
            Half(products, stride, _bias0, _scale0, out var a0, out var b0, out var c0, out var d0);
            Half(products + 8, stride, _bias1, _scale1, out var a1, out var b1, out var c1, out var d1);
            Store(targets[0], channel, a0, a1);
            Store(targets[1], channel, b0, b1);
            Store(targets[2], channel, c0, c1);
            Store(targets[3], channel, d0, d1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Half(
        int* products, int stride, Vector256<int> bias, Vector256<float> scale, out Vector256<int> a, out Vector256<int> b, out Vector256<int> c, out Vector256<int> d)
    {
        Column(products, stride, out var upper0, out var lower0);
        Column(products + stride, stride, out var upper1, out var lower1);
        Column(products + (2 * stride), stride, out var upper2, out var lower2);
        Column(products + (3 * stride), stride, out var upper3, out var lower3);
        a = Code(upper0 + upper1 + upper2, bias, scale);
        b = Code(upper1 - upper2 - upper3, bias, scale);
        c = Code(lower0 + lower1 + lower2, bias, scale);
        d = Code(lower1 - lower2 - lower3, bias, scale);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Column(int* products, int stride, out Vector256<int> upper, out Vector256<int> lower)
    {
        var second = Vector256.Load(products + (4 * stride));
        var third = Vector256.Load(products + (8 * stride));
        upper = Vector256.Load(products) + second + third;
        lower = second - third - Vector256.Load(products + (12 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<int> Code(Vector256<int> sums, Vector256<int> bias, Vector256<float> scale)
    {
        var scaled = Avx.ConvertToVector256Single((sums >> 2) + bias) * scale;
        return Avx.ConvertToVector256Int32(Avx.Min(Avx.Max(scaled, _lowest), _highest)) + _zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(byte* pixel, int channel, Vector256<int> first, Vector256<int> second)
    {
        if (pixel is null)
        {
            return;
        }

        // Packing works within halves of a register: the middle quarters change places.
        var shorts = Avx2.Permute4x64(Avx2.PackSignedSaturate(first, second).AsInt64(), 0b11_01_10_00).AsInt16();
        Sse2.PackUnsignedSaturate(shorts.GetLower(), shorts.GetUpper()).Store(pixel + channel);
    }
}
