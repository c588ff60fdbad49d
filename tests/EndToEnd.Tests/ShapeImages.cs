using MLPipeline.Imaging;

namespace MLPipeline.EndToEnd.Tests;

/// <summary>Three classes that even a small network tells apart: discs, bars and checks, each in many colours.</summary>
internal static class ShapeImages
{
    public static readonly string[] Classes = ["bars", "checks", "discs"];

    /// <summary>Makes a folder per class. Every image is different; the same call makes the same bytes.</summary>
    public static string WriteTo(string folder, int perClass = 12, int size = 40)
    {
        for (var k = 0; k < Classes.Length; k++)
        {
            var classFolder = Directory.CreateDirectory(Path.Combine(folder, Classes[k])).FullName;
            for (var i = 0; i < perClass; i++)
            {
                File.WriteAllBytes(Path.Combine(classFolder, $"{i:D4}.png"), Png(k, i, size));
            }
        }

        return folder;
    }

    /// <summary>Makes one folder of JPEG files whose names say the class: <c>discs_3.jpg</c>.</summary>
    public static string WriteNamedTo(string folder, int perClass)
    {
        Directory.CreateDirectory(folder);
        for (var k = 0; k < Classes.Length; k++)
        {
            for (var i = 0; i < perClass; i++) ImageEncoder.Write(Draw(k, i), Path.Combine(folder, $"{Classes[k]}_{i}.jpg"));
        }

        return folder;
    }

    public static byte[] Png(int kind, int number, int size = 40) => ImageEncoder.EncodePng(Draw(kind, number, size));

    public static RgbImage Draw(int kind, int number, int size = 40) => Draw(kind, new Random((kind * 100_000) + number), size);

    public static RgbImage Draw(int kind, Random random, int size)
    {
        var shape = new Rgb((byte)random.Next(128, 256), (byte)random.Next(128, 256), (byte)random.Next(128, 256));
        var ground = new Rgb((byte)random.Next(90), (byte)random.Next(90), (byte)random.Next(90));
        var period = Math.Max(2, size / random.Next(3, 6));
        var pixels = new byte[size * size * 3];
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                var (fromCentreX, fromCentreY) = (x - (size / 2), y - (size / 2));
                var inside = (kind % 3) switch
                {
                    0 => x % period < period / 2,
                    1 => (x / period % 2) == (y / period % 2),
                    _ => (fromCentreX * fromCentreX) + (fromCentreY * fromCentreY) < size * period / 2,
                };
                var colour = inside ? shape : ground;
                var offset = 3 * ((y * size) + x);
                (pixels[offset], pixels[offset + 1], pixels[offset + 2]) = (colour.R, colour.G, colour.B);
            }
        }

        return new RgbImage(size, size, pixels);
    }
}
