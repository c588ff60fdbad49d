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

    /// <summary>Square grey images of 3 classes: a bright bar at the left, in the middle or at the right, under noise.</summary>
    public static MemoryPixels Bars(int count, int seed, int side = 6)
    {
        var random = new Random(seed);
        var pixels = new byte[count * side * side];
        var labels = new int[count];
        random.NextBytes(pixels);
        for (var i = 0; i < pixels.Length; i++)
        {
            var image = i / (side * side);
            labels[image] = image % 3;
            if (i % side * 3 / side == labels[image]) pixels[i] |= 0xB0;
        }

        return new MemoryPixels(pixels, labels, side, side, 1, 3);
    }

    public int LabelOf(int index) => labels[index];

    public ReadOnlySpan<byte> Pixels(int index, Span<byte> scratch) => pixels.AsSpan(index * height * width * channels, height * width * channels);

    public void ReadAhead(ReadOnlySpan<int> indices) => _announced.Add(indices.ToArray());
}
