using System.Globalization;
using MLPipeline.Imaging;

namespace MLPipeline.Localization.Benchmarks;

/// <summary>Writes a data set of scenes with known boxes.</summary>
public static class ObjectDataset
{
    /// <summary>
    /// Writes <c>train/CLASS/00000.png</c> and on, <c>test/CLASS/…</c>, and <c>boxes.csv</c> with the boxes of both:
    /// <c>path,class,left,top,right,bottom</c>, paths relative to the folder. The same arguments write the same bytes.
    /// </summary>
    /// <param name="folder">Made when missing; files of the same names are replaced.</param>
    /// <param name="count">Images of a class, at least 5; a fifth of them, rounded down, are test images.</param>
    /// <param name="size">Width and height in pixels, at least 32.</param>
    /// <param name="seed">Another one makes other images.</param>
    public static void Write(string folder, int count, int size, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 5);
        var rows = new List<string> { "path,class,left,top,right,bottom" };
        foreach (var (number, kind) in ObjectKind.All.Index())
        {
            for (var i = 0; i < count; i++)
            {
                var sceneSeed = unchecked((((seed * 31) + number) * 1_000_003) + i);
                var (image, box) = ObjectScene.Draw(kind, sceneSeed, size);
                var path = string.Create(
                    CultureInfo.InvariantCulture, $"{(i < count / 5 ? "test" : "train")}/{kind.Name}/{i:D5}.png");
                ImageEncoder.Write(image, Path.Combine(folder, path));
                rows.Add(string.Create(CultureInfo.InvariantCulture, $"{path},{kind.Name},{box.Left},{box.Top},{box.Right},{box.Bottom}"));
            }
        }

        File.WriteAllText(Path.Combine(folder, "boxes.csv"), string.Join('\n', rows) + '\n');
    }
}
