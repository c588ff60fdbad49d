using System.Buffers.Binary;

namespace MLPipeline.Trainer.Tests;

/// <summary>A set in MNIST's files: 28 x 28 noise with a bright square whose place says the digit.</summary>
internal static class SmallDigits
{
    private const int Side = 28;

    /// <summary>Writes the four files, uncompressed.</summary>
    public static string WriteTo(TemporaryFolder folder, int train, int test)
    {
        Write(folder, "train", train, seed: 1);
        Write(folder, "t10k", test, seed: 2);
        return folder.Path;
    }

    private static void Write(TemporaryFolder folder, string part, int count, int seed)
    {
        var random = new Random(seed);
        var pixels = new byte[count * Side * Side];
        var labels = new byte[count];
        for (var i = 0; i < count; i++)
        {
            labels[i] = (byte)(i % 10);
            var image = pixels.AsSpan(i * Side * Side, Side * Side);
            foreach (ref var pixel in image) pixel = (byte)random.Next(60);
            var (top, left) = (3 + (13 * (labels[i] / 5)), 1 + (5 * (labels[i] % 5)));
            for (var y = top; y < top + 8; y++) image.Slice((y * Side) + left, 5).Fill((byte)random.Next(180, 256));
        }

        folder.Write($"{part}-images-idx3-ubyte", [.. Header(0x803, count, Side, Side), .. pixels]);
        folder.Write($"{part}-labels-idx1-ubyte", [.. Header(0x801, count), .. labels]);
    }

    private static byte[] Header(params int[] numbers)
    {
        var bytes = new byte[4 * numbers.Length];
        for (var i = 0; i < numbers.Length; i++) BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 * i), numbers[i]);
        return bytes;
    }
}
