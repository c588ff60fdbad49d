using MLPipeline.Imaging;

namespace ImageClassification;

/// <summary>Draws circles, squares and triangles: a set of images that needs no download.</summary>
internal static class ShapeImages
{
    private const int Side = 64;
    private const int ImagesPerShape = 24;

    /// <summary>Writes <c>circle/00.png</c> and so on; the same images each time.</summary>
    /// <returns>The folder.</returns>
    public static string DrawInto(string folder)
    {
        var random = new Random(1);
        foreach (var (name, contains) in Shapes())
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
            for (var i = 0; i < ImagesPerShape; i++)
            {
                ImageEncoder.Write(Draw(contains, random), Path.Combine(folder, name, $"{i:D2}.png"));
            }
        }

        return folder;
    }

    /// <summary>Each shape as a question about a point; the shape fills -1 to 1 in both directions.</summary>
    private static Dictionary<string, Func<double, double, bool>> Shapes() => new()
    {
        ["circle"] = (x, y) => (x * x) + (y * y) <= 1,
        ["square"] = (x, y) => Math.Abs(x) <= 0.9 && Math.Abs(y) <= 0.9,
        ["triangle"] = (x, y) => Math.Abs(y) <= 1 && Math.Abs(x) <= (y + 1) / 2,
    };

    private static RgbImage Draw(Func<double, double, bool> contains, Random random)
    {
        var (dark, light) = (new byte[3], new byte[3]);
        random.NextBytes(dark);
        random.NextBytes(light);
        var (radius, left, top) = (random.Next(14, 26), random.Next(26, 38), random.Next(26, 38));
        var pixels = new byte[Side * Side * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (x, y) = (i / 3 % Side, i / 3 / Side);
            var isInside = contains((double)(x - left) / radius, (double)(y - top) / radius);
            var shade = isInside ? 128 + (light[i % 3] / 2) : dark[i % 3] / 2;
            pixels[i] = (byte)Math.Clamp(shade + random.Next(-8, 8), 0, 255);
        }

        return new RgbImage(Side, Side, pixels);
    }
}
