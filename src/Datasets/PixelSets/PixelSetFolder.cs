using System.Globalization;
using System.Text;
using MLPipeline.Imaging;

namespace MLPipeline.Datasets;

/// <summary>
/// Turns a pixel set into image files and a manifest that <see cref="ImageDatasetReader.ReadManifest"/> reads: <c>train/cat/000123.png</c> is
/// image 123 of the training part, a cat. The manifest gives the classes their true names, which need not be names of folders
/// (<c>T-shirt/top</c>).
/// </summary>
public static class PixelSetFolder
{
    /// <summary>The manifest's name in the folder.</summary>
    public const string ManifestName = "images.csv";

    /// <summary>
    /// Writes the folder, unless it is there. It is built beside its place and renamed into it: an interrupted run leaves no half folder.
    /// </summary>
    /// <param name="folder">Where to; folders above it are made.</param>
    /// <param name="train">The training part.</param>
    /// <param name="test">The test part.</param>
    /// <param name="progress">Told how many images are written; on any thread, one at a time.</param>
    /// <param name="cancellation">Looked at before each image.</param>
    /// <returns>The manifest's path.</returns>
    /// <exception cref="DatasetException">The folder is there and holds other images.</exception>
    public static string Write(
        string folder, PixelSet train, PixelSet test, Action<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        Part[] parts = [new("train", train), new("test", test)];
        var manifest = Manifest(parts);
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var place = Path.Combine(target, ManifestName);
        if (Path.Exists(target) || !WholeFolder.Write(target, Fill)) CheckSame(target, place, manifest);
        return place;

        void Fill(string unfinished)
        {
            var written = 0;
            var turn = new Lock();
            foreach (var part in parts) part.Write(unfinished, Count, cancellation);
            File.WriteAllBytes(Path.Combine(unfinished, ManifestName), manifest);

            void Count()
            {
                lock (turn) progress?.Invoke(++written);
            }
        }
    }

    private static byte[] Manifest(IEnumerable<Part> parts)
    {
        var text = new StringBuilder("path,label,split\n");
        foreach (var part in parts)
        {
            for (var i = 0; i < part.Images.Count; i++)
            {
                var label = part.Images.Classes[part.Images.Labels[i]];
                text.Append(CultureInfo.InvariantCulture, $"{part.NameOf(i)},\"{label.Replace("\"", "\"\"", StringComparison.Ordinal)}\",{part.Name}\n");
            }
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>The folder came into being at once, so its manifest tells whether it is the one wanted.</summary>
    private static void CheckSame(string target, string place, byte[] manifest)
    {
        if (File.Exists(place) && File.ReadAllBytes(place).AsSpan().SequenceEqual(manifest)) return;
        throw new DatasetException(new DatasetFault(
            DatasetFaultKind.Occupied, target, "does not hold the images of this data set", "Delete or rename it"));
    }

    private sealed class Part(string name, PixelSet images)
    {
        private readonly string[] _folders = [.. images.Classes.Select((label, index) => FolderOf(label, index))];

        public string Name => name;

        public PixelSet Images => images;

        public string NameOf(int index) =>
            string.Create(CultureInfo.InvariantCulture, $"{name}/{_folders[images.Labels[index]]}/{index:D6}.png");

        public void Write(string target, Action written, CancellationToken cancellation)
        {
            foreach (var folder in _folders) Directory.CreateDirectory(Path.Combine(target, name, folder));
            var options = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
            Parallel.For(0, images.Count, options, index =>
            {
                var path = Path.Combine(target, NameOf(index).Replace('/', Path.DirectorySeparatorChar));
                File.WriteAllBytes(path, ImageEncoder.EncodePng(images.ToImage(index)));
                written();
            });
        }

        /// <summary>A name that every file system takes; classes that differ only in what it cannot take are told apart by their number.</summary>
        private static string FolderOf(string label, int index)
        {
            var plain = label.Length > 0 && label.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or ' ' or '(' or ')');
            if (plain && label.Trim() == label) return label;
            var letters = label.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-').ToArray();
            return string.Create(CultureInfo.InvariantCulture, $"{new string(letters)}-{index}");
        }
    }
}
