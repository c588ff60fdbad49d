using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace MLPipeline.Datasets.Tests.PixelSets;

/// <summary>Writes files in the published formats, each by its specification. The pixels are a formula of their place.</summary>
internal static class PixelFiles
{
    /// <summary>What every writer puts at row y, column x, channel c of image n: no two neighbours, planes or images are alike.</summary>
    public static byte Pixel(int n, int y, int x, int c) => (byte)((7 * y) + (13 * x) + (50 * c) + (31 * n));

    /// <summary>IDX (LeCun's MNIST page): big-endian header, then the elements, the last dimension fastest.</summary>
    public static byte[] IdxImages(int count, int first = 0) =>
        [0, 0, 8, 3, .. BigEndian(count), .. BigEndian(28), .. BigEndian(28), .. Range(count).SelectMany(n => Range(28 * 28).Select(i => Pixel(n + first, i / 28, i % 28, 0)))];

    public static byte[] IdxLabels(params byte[] labels) => [0, 0, 8, 1, .. BigEndian(labels.Length), .. labels];

    /// <summary>CIFAR's binary version: labels, 1024 red bytes, 1024 green, 1024 blue; rows first.</summary>
    public static byte[] Cifar(int first, params byte[][] labels) => [.. labels.SelectMany((label, n) => label.Concat(Range(3 * 1024).Select(i => Pixel(first + n, i % 1024 / 32, i % 32, i / 1024))))];

    /// <summary>STL-10: "the images are stored in column-major order, one channel at a time".</summary>
    public static byte[] StlImages(int count) => [.. Range(count).SelectMany(n => Range(3 * 96 * 96).Select(i => Pixel(n, i % 96, i / 96 % 96, i / (96 * 96))))];

    /// <summary>A MATLAB file of level 5: 116 bytes of text, 8 of nothing, version 0x0100, "IM" in the order of a little-endian machine.</summary>
    public static byte[] Matlab(params byte[][] elements) => [.. Encoding.ASCII.GetBytes("MATLAB 5.0 MAT-file".PadRight(116)), .. new byte[8], 0, 1, .. "IM"u8, .. elements.SelectMany(e => e)];

    /// <summary>miMATRIX (14): array flags, dimensions, name and elements.</summary>
    public static byte[] MatlabArray(string name, byte arrayClass, int[] dimensions, int type, byte[] values, byte flags = 0) => Element(14,
        [.. Element(6, [arrayClass, flags, .. new byte[6]]), .. Element(5, [.. dimensions.SelectMany(LittleEndian)]), .. Element(1, Encoding.ASCII.GetBytes(name)), .. Element(type, values)]);

    public static byte[] SvhnImages(int count) => [.. Range(count).SelectMany(n => Range(3 * 1024).Select(i => Pixel(n, i % 32, i / 32 % 32, i / 1024)))];

    /// <summary>miCOMPRESSED (15): a whole element as a zlib stream, without padding.</summary>
    public static byte[] Packed(byte[] element)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal))
            zlib.Write(element);

        return Element(15, packed.ToArray(), isPadded: false);
    }

    public static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(bytes);

        return packed.ToArray();
    }

    public static byte[] TarGz(params (string Name, byte[] Content)[] members)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        using (var tar = new TarWriter(gzip, TarEntryFormat.Ustar))
        {
            foreach (var (name, content) in members)
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
        }

        return packed.ToArray();
    }

    public static void AssertPixels(PixelSet set, params byte[] labels)
    {
        Assert.Equal(labels, set.Labels);
        for (var n = 0; n < set.Count; n++)
        {
            var pixels = set.Pixels(n);
            Assert.Equal(set.Height * set.Width * set.Channels, pixels.Length);
            for (var i = 0; i < pixels.Length; i++)
            {
                var (place, c) = (i / set.Channels, i % set.Channels);
                if (pixels[i] != Pixel(n, place / set.Width, place % set.Width, c))
                    Assert.Fail($"image {n}, row {place / set.Width}, column {place % set.Width}, channel {c} is {pixels[i]}");
            }
        }
    }

    private static byte[] Element(int type, byte[] content, bool isPadded = true) =>
        [.. LittleEndian(type), .. LittleEndian(content.Length), .. content, .. new byte[isPadded ? -content.Length & 7 : 0]];

    private static IEnumerable<int> Range(int count) => Enumerable.Range(0, count);

    private static byte[] BigEndian(int value) => [.. LittleEndian(value).Reverse()];

    private static byte[] LittleEndian(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}
