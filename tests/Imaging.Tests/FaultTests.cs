using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;

namespace MLPipeline.Imaging.Tests;

public sealed class FaultTests
{
    private static readonly ResizeRule Rule = ResizeRule.CenterCrop(256, 224, 224);

    [Theory]
    [InlineData("large.jpg")]
    [InlineData("progressive.jpg")]
    [InlineData("scene.png")]
    [InlineData("smooth.webp")]
    [InlineData("smooth.tif")]
    [InlineData("smooth.bmp")]
    public void AFileThatEndsEarly_IsTruncated_WhereverItEnds(string file)
    {
        var whole = Golden.Read(file);
        foreach (var fraction in (double[])[0.3, 0.5, 0.9])
        {
            var part = whole.AsSpan(0, (int)(whole.Length * fraction)).ToArray();

            Assert.Equal(ImageFault.Truncated, FaultOf(() => ImageDecoder.Decode(part)));
            Assert.Equal(ImageFault.Truncated, FaultOf(() => ImageDecoder.Decode(part, Rule)));
        }
    }

    [Fact]
    public void AGifThatEndsInItsFirstFrame_IsTruncated()
    {
        var gif = Golden.Read("animated.gif");

        Assert.Equal(ImageFault.Truncated, FaultOf(() => ImageDecoder.Decode(gif.AsSpan(0, 50))));
    }

    [Fact]
    public void AnAvifThatEndsEarly_IsTruncated()
    {
        var avif = Encoded.By("heifsave_buffer", Golden.Decode("scene.png"), "compression=av1,Q=80,effort=0");

        Assert.Equal(ImageFault.Truncated, FaultOf(() => ImageDecoder.Decode(avif.AsSpan(0, avif.Length / 2))));
    }

    [Fact]
    public void AFileThatEndsEarly_IsTaken_WhenAskedFor()
    {
        var half = Golden.Read("large.jpg").AsSpan(0, 14000);

        var image = ImageDecoder.Decode(half, new DecodeOptions { AcceptTruncated = true });

        Assert.Equal((500, 375), (image.Width, image.Height));
        Assert.Equal(Golden.Decode("large.jpg")[3, 3], image[3, 3]);
    }

    // A restart of the Huffman stream in the middle: libjpeg only warns, and paints the rest grey.
    [Fact]
    public void AJpegDamagedInside_IsCorrupt_NotGrey()
    {
        var jpeg = Golden.Read("large.jpg");
        jpeg.AsSpan(jpeg.Length / 2, 200).Fill(0xAA);
        jpeg[jpeg.Length / 2] = 0xFF;
        jpeg[(jpeg.Length / 2) + 1] = 0xD9; // "end of image", too early

        Assert.Contains(FaultOf(() => ImageDecoder.Decode(jpeg)), (ImageFault[])[ImageFault.Corrupt, ImageFault.Truncated]);
    }

    // Known from the cats-and-dogs photographs: 228 stray bytes before the end marker harm nothing.
    [Fact]
    public void AJpegWithStrayBytes_IsTaken()
    {
        var jpeg = Golden.Read("large.jpg");
        byte[] odd = [.. jpeg[..^2], .. new byte[228], 0xFF, 0xD9];

        Assert.Equal(ImageDecoder.Decode(jpeg).Pixels, ImageDecoder.Decode(odd).Pixels);
    }

    [Fact]
    public void APngWithAWrongChecksum_IsCorrupt()
    {
        var png = Golden.Read("scene.png");
        png[png.Length / 2] ^= 0x55;

        Assert.Equal(ImageFault.Corrupt, FaultOf(() => ImageDecoder.Decode(png)));
    }

    [Theory]
    [InlineData("png", 60000)]
    [InlineData("png", 10000)]
    [InlineData("gif", 60000)]
    public void ABomb_IsRefusedQuickly_WithoutTakingMemory(string kind, int side)
    {
        var bomb = kind == "png" ? PngHeader(side) : GifHeader(side);
        var before = Process.GetCurrentProcess().PeakWorkingSet64;
        var watch = Stopwatch.StartNew();

        var fault = FaultOf(() => ImageDecoder.Decode(bomb, Rule));

        Assert.Equal(ImageFault.TooManyPixels, fault);
        Assert.True(watch.ElapsedMilliseconds < 2000, $"{watch.ElapsedMilliseconds} ms");
        Assert.True(Process.GetCurrentProcess().PeakWorkingSet64 - before < 100_000_000);
    }

    [Fact]
    public void MoreBytesThanAllowed_AreRefused_BeforeReading()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.png", Golden.Read("scene.png"));
        var options = new DecodeOptions { MaxBytes = 1000 };

        Assert.Equal(ImageFault.TooManyBytes, FaultOf(() => ImageDecoder.DecodeFile(path, options)));
        Assert.Equal(ImageFault.TooManyBytes, FaultOf(() => ImageDecoder.Decode(Golden.Read("scene.png"), options)));
    }

    [Fact]
    public void WhatIsNoImage_SaysSo()
    {
        var noise = new byte[4000];
        new Random(7).NextBytes(noise);
        noise[0] = 0;

        Assert.Equal(ImageFault.Empty, FaultOf(() => ImageDecoder.Decode([])));
        Assert.Equal(ImageFault.NotAnImage, FaultOf(() => ImageDecoder.Decode(noise)));
        Assert.Equal(ImageFault.NotAnImage, FaultOf(() => ImageDecoder.Decode("BM is how this text begins, and it goes on for a while"u8)));
        Assert.Equal(ImageFault.UnsupportedFormat, FaultOf(() => ImageDecoder.Decode("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"u8)));
        Assert.Equal(ImageFault.UnsupportedFormat, FaultOf(() => ImageDecoder.Decode("%PDF-1.7"u8)));
        Assert.Equal(ImageFault.UnsupportedFormat, FaultOf(() => ImageDecoder.Decode("\0\0\0\u0018ftypheic\0\0\0\0mif1heic"u8)));
    }

    // Every format's magic before random bytes: an error, never a crash.
    [Fact]
    public void NoiseBehindAnyMagic_IsAnError()
    {
        var random = new Random(11);
        foreach (var file in (string[])["large.jpg", "scene.png", "smooth.webp", "animated.gif", "smooth.tif", "smooth.bmp"])
        {
            for (var kept = 12; kept < 40; kept += 4)
            {
                var noise = new byte[2000];
                random.NextBytes(noise);
                Golden.Read(file).AsSpan(0, kept).CopyTo(noise);

                Assert.NotNull(Record.Exception(() => ImageDecoder.Decode(noise, new DecodeOptions { MaxPixels = 1_000_000 })) as ImageException);
            }
        }
    }

    [Fact]
    public void FilesThatCannotBeRead_SayWhy_AndNameThePath()
    {
        using var folder = new TemporaryFolder();
        var directory = Directory.CreateDirectory(Path.Combine(folder.Path, "x.jpg")).FullName;
        var link = Path.Combine(folder.Path, "link.jpg");
        File.CreateSymbolicLink(link, Path.Combine(folder.Path, "gone.jpg"));
        var cases = new (string Path, ImageFault Fault)[]
        {
            (directory, ImageFault.NotAFile),
            (link, ImageFault.NotFound),
            (Path.Combine(folder.Path, "none.jpg"), ImageFault.NotFound),
            (Path.Combine(folder.Path, "no", "folder.jpg"), ImageFault.NotFound),
            (folder.Write("empty.jpg", []), ImageFault.Empty),
            (folder.Write("text.jpg", "not an image, whatever its name says"), ImageFault.NotAnImage),
        };

        foreach (var (path, expected) in cases)
        {
            var exception = Assert.Throws<ImageException>(() => ImageDecoder.DecodeFile(path, Rule));
            Assert.Equal((expected, path), (exception.Fault, exception.Path));
            Assert.StartsWith(path + ": ", exception.Message, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public void AFileWithoutPermission_IsAccessDenied()
    {
        Skip.If(OperatingSystem.IsWindows() || Environment.UserName == "root", "permissions do not bind this user");
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.png", Golden.Read("scene.png"));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.None);

        Assert.Equal(ImageFault.AccessDenied, FaultOf(() => ImageDecoder.DecodeFile(path)));
    }

    [Fact]
    public void AWrongExtension_PlaysNoPart()
    {
        using var folder = new TemporaryFolder();

        Assert.Equal(Golden.Decode("scene.png").Pixels, ImageDecoder.DecodeFile(folder.Write("scene.jpg", Golden.Read("scene.png"))).Pixels);
    }

    // The texts of two kinds of failure, from many threads at once, must never mix.
    [Fact]
    public void ErrorTexts_BelongToTheirCall()
    {
        var jpeg = Golden.Read("large.jpg")[..9000];
        var webp = Golden.Read("smooth.webp")[..60];

        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var message = Assert.Throws<ImageException>(() => ImageDecoder.Decode(i % 2 == 0 ? jpeg : webp)).Message;
            Assert.Contains(i % 2 == 0 ? "Jpeg" : "WebP", message, StringComparison.Ordinal);
            Assert.DoesNotContain(i % 2 == 0 ? "webp" : "VipsJpeg", message, StringComparison.Ordinal);
        });
    }

    private static ImageFault FaultOf(Func<object> decode) => Assert.Throws<ImageException>(decode).Fault;

    private static byte[] PngHeader(int side)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, side);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), side);
        (header[8], header[9]) = (8, 2);
        return [0x89, .. "PNG\r\n\u001a\n"u8, .. Chunk("IHDR", header), .. Chunk("IDAT", [0x78, 0x9C, 0x63, 0, 0, 0, 1, 0, 1]), .. Chunk("IEND", [])];
    }

    private static byte[] Chunk(string kind, byte[] content)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(kind), .. content];
        var (length, checksum) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Crc32(body));
        return [.. length, .. body, .. checksum];
    }

    private static uint Crc32(byte[] bytes)
    {
        var register = uint.MaxValue;
        foreach (var value in bytes)
        {
            register ^= value;
            for (var bit = 0; bit < 8; bit++)
                register = (register >> 1) ^ (0xEDB88320 & (uint)-(int)(register & 1));
        }

        return ~register;
    }

    private static byte[] GifHeader(int side)
    {
        var (low, high) = ((byte)side, (byte)(side >> 8));
        return [.. "GIF89a"u8, low, high, low, high, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, (byte)',', 0, 0, 0, 0, low, high, low, high, 0, 2, 2, 0x44, 1, 0, (byte)';'];
    }
}
