using System.Runtime.Intrinsics.X86;
using MLPipeline.Runtime.Winograd;

namespace MLPipeline.Runtime.Tests;

/// <summary>The layer against the definition of a convolution, in whole numbers of 64 bits: not one code may differ.</summary>
public sealed unsafe class WinogradLayerTests
{
    private const int OutputZero = 100;

    [SkippableTheory]
    [InlineData(1, 1, 1, 16, 16, 0)]
    [InlineData(1, 2, 2, 16, 16, 7)]
    [InlineData(2, 7, 7, 16, 32, 0)] // odd: the last tiles stand out
    [InlineData(1, 3, 12, 32, 16, 255)]
    [InlineData(3, 14, 13, 48, 32, 128)] // several parts, the last one not full
    [InlineData(1, 40, 5, 16, 48, 1)]
    public void Compute_AllParts_AreTheConvolution(int images, int height, int width, int inputs, int outputs, byte zero)
    {
        RequireAvx2();
        var random = new Random(height + inputs);
        sbyte[] filters = [.. Enumerable.Range(0, outputs * inputs * 9).Select(_ => (sbyte)random.Next(-128, 128))];
        int[] bias = [.. Enumerable.Range(0, outputs).Select(_ => random.Next(-50_000, 50_000))];
        float[] scales = [.. Enumerable.Range(0, outputs).Select(_ => (0.5f + random.NextSingle()) / (900 * MathF.Sqrt(inputs)))];
        var codes = new byte[images * height * width * inputs];
        random.NextBytes(codes);

        using var layer = new WinogradLayer(filters, bias, scales, inputs, zero, OutputZero);
        var actual = Compute(layer, codes, images, height, width);

        Assert.Equal(Expected(filters, bias, scales, codes, images, height, width, inputs, zero), actual);
        Assert.InRange(actual.Count(code => code is > 0 and < 255), actual.Length / 4, actual.Length); // mostly within the codes' range
    }

    [SkippableTheory]
    [InlineData(255, 127)]
    [InlineData(255, -128)]
    [InlineData(0, -128)]
    public void Compute_TheLargestSumsOfTheMostChannels_DoNotOverflow(byte code, sbyte weight)
    {
        RequireAvx2();
        const int Most = 1824, Side = 4, Outputs = 16;
        Assert.True(WinogradLayer.Takes(Outputs, Most));
        Assert.False(WinogradLayer.Takes(Outputs, Most + 16));
        sbyte[] filters = [.. Enumerable.Repeat(weight, Outputs * Most * 9)];
        byte[] codes = [.. Enumerable.Repeat(code, Side * Side * Most)];
        float[] scales = [.. Enumerable.Repeat(100f / (Most * 9 * 255 * 128), Outputs)];
        var zero = (byte)(code == 0 ? 255 : 0);

        using var layer = new WinogradLayer(filters, [], scales, Most, zero, OutputZero);
        var actual = Compute(layer, codes, 1, Side, Side);

        Assert.Equal(Expected(filters, new int[Outputs], scales, codes, 1, Side, Side, Most, zero), actual);
    }

    [Fact]
    public void Takes_OnlyWholeSixteensOfChannels()
    {
        Assert.True(WinogradLayer.Takes(16, 64));
        Assert.False(WinogradLayer.Takes(24, 64));
        Assert.False(WinogradLayer.Takes(64, 24));
        Assert.False(WinogradLayer.Takes(0, 16));
        Assert.False(WinogradLayer.Takes(16, 0));
        Assert.False(WinogradLayer.Takes(long.MaxValue - 15, 16));
        Assert.False(WinogradLayer.Takes(16, long.MaxValue - 15));
        Assert.False(WinogradLayer.Takes(16, 1L << 60));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(16, 32)] // 7x7, 512 channels
    [InlineData(32, 32)]
    [InlineData(98, 16)]
    [InlineData(1568, 4)]
    [InlineData(100_000, 1)]
    public void Parts_AreEveryTileAndPanelOnce(int tiles, int panels)
    {
        var seen = new HashSet<(int, int)>();
        for (var index = 0; index < TilePart.Count(tiles, panels); index++)
        {
            var part = TilePart.Of(tiles, panels, index);
            Assert.InRange(part.Tiles, 1, 24);
            for (var tile = part.FirstTile; tile < part.FirstTile + part.Tiles; tile++)
            {
                for (var panel = part.FirstPanel; panel < part.FirstPanel + part.Panels; panel++)
                {
                    Assert.True(seen.Add((tile, panel)), $"{part}");
                }
            }
        }

        Assert.Equal(tiles * panels, seen.Count);
        Assert.All(seen, place => Assert.True(place.Item1 < tiles && place.Item2 < panels));
    }

    private static void RequireAvx2() => Skip.IfNot(Avx2.IsSupported, "This processor has no AVX2; ONNX Runtime's own kernels are used on it.");

    private static byte[] Compute(WinogradLayer layer, byte[] codes, int images, int height, int width)
    {
        var results = new byte[images * height * width * layer.Outputs];
        fixed (byte* from = codes, to = results)
        {
            var batch = new CodeBatch(from, images, height, width);
            for (var part = layer.PartsOf(batch) - 1; part >= 0; part--) // in any order
            {
                layer.Compute(batch, to, part);
            }
        }

        return results;
    }

    private static byte[] Expected(
        sbyte[] filters, int[] bias, float[] scales, byte[] codes, int images, int height, int width, int inputs, byte zero)
    {
        var results = new byte[images * height * width * scales.Length];
        for (var i = 0; i < results.Length; i++)
        {
            var (pixel, output) = Math.DivRem(i, scales.Length);
            var (row, x) = Math.DivRem(pixel, width);
            var (image, y) = Math.DivRem(row, height);
            long sum = bias[output];
            for (var dy = -1; dy <= 1; dy++)
            {
                for (var dx = -1; dx <= 1; dx++)
                {
                    if (y + dy < 0 || y + dy >= height || x + dx < 0 || x + dx >= width) continue;
                    var place = (((image * height) + y + dy) * width) + x + dx;
                    for (var input = 0; input < inputs; input++)
                    {
                        sum += (codes[(place * inputs) + input] - zero) * filters[(((output * inputs) + input) * 9) + (3 * dy) + dx + 4];
                    }
                }
            }

            var scaled = Math.Clamp(sum * scales[output], -OutputZero, 255 - OutputZero);
            results[i] = (byte)(MathF.Round(scaled, MidpointRounding.ToEven) + OutputZero);
        }

        return results;
    }
}
