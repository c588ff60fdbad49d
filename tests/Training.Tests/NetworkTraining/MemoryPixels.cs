using System.Globalization;
using System.Security.Cryptography;

namespace MLPipeline.Training.Tests;

/// <summary>Images in an array.</summary>
internal sealed class MemoryPixels(byte[] pixels, int[] labels, int height, int width, int channels, int classes) : IPixelSource
{
    private readonly List<int[]> _announced = [];

    public int Count => labels.Length;

    public int Height => height;

    public int Width => width;

    public int Channels => channels;

    public IReadOnlyList<string> Classes { get; } = [.. Enumerable.Range(0, classes).Select(k => k.ToString(CultureInfo.InvariantCulture))];

    public string ContentSha256 => Convert.ToHexStringLower(SHA256.HashData([.. pixels, .. labels.Select(label => (byte)label)]));

    public IReadOnlyList<int[]> Announced => _announced;

    /// <summary>6 x 6 grey images of 3 classes: a bright bar at the left, in the middle or at the right, under noise.</summary>
    public static MemoryPixels Bars(int count, int seed)
    {
        var random = new Random(seed);
        var pixels = new byte[count * 36];
        var labels = new int[count];
        random.NextBytes(pixels);
        for (var i = 0; i < count; i++)
        {
            labels[i] = i % 3;
            for (var y = 0; y < 6; y++)
            {
                for (var x = 0; x < 2; x++) pixels[(i * 36) + (y * 6) + (labels[i] * 2) + x] |= 0xB0;
            }
        }

        return new MemoryPixels(pixels, labels, 6, 6, 1, 3);
    }

    public int LabelOf(int index) => labels[index];

    public ReadOnlySpan<byte> Pixels(int index, Span<byte> scratch) => pixels.AsSpan(index * height * width * channels, height * width * channels);

    public void ReadAhead(ReadOnlySpan<int> indices) => _announced.Add(indices.ToArray());
}
