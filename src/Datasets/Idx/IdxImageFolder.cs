using System.Globalization;

namespace MLPipeline.Datasets;

/// <summary>Writes one grey image file.</summary>
/// <param name="path">Absolute path; the folder exists, the file does not.</param>
/// <param name="grey"><c>[height, width]</c>, rows first, 0 (black) to 255.</param>
/// <param name="width">Columns.</param>
/// <param name="height">Rows.</param>
public delegate void GreyImageWriter(string path, ReadOnlySpan<byte> grey, int width, int height);

/// <summary>How many images of each class an <see cref="IdxImageFolder"/> takes, spread evenly over the file; null for all.</summary>
/// <param name="TrainPerClass">Default all.</param>
/// <param name="TestPerClass">Default all.</param>
public sealed record IdxSelection(int? TrainPerClass = null, int? TestPerClass = null);

/// <summary>
/// Turns IDX files into a folder that <see cref="ImageDatasetReader.ReadFolder"/> reads: <c>train/7/000123.png</c> is image 123 of the training
/// file, a seven. The choice of images depends on the labels alone and the names on the positions, so they are the same everywhere.
/// </summary>
public static class IdxImageFolder
{
    /// <summary>
    /// Writes the folder, unless it is there and complete. It is built beside its place and renamed into it: an interrupted run leaves no half folder.
    /// </summary>
    /// <param name="folder">Where to; its parent is made when missing.</param>
    /// <param name="train">Goes to <c>train</c>.</param>
    /// <param name="test">Goes to <c>test</c>.</param>
    /// <param name="selection">Null for all images.</param>
    /// <param name="write">Encodes an image as PNG.</param>
    /// <param name="progress">Told how many images are written, of how many.</param>
    /// <param name="cancellationToken">Looked at before each image.</param>
    /// <returns>True when it was written, false when it was there.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one image per class.</exception>
    /// <exception cref="DatasetException">An IDX file is missing or damaged, or <paramref name="folder"/> holds other files than it should.</exception>
    public static bool Write(
        string folder, IdxFiles train, IdxFiles test, IdxSelection? selection, GreyImageWriter write,
        Action<int, int>? progress = null, CancellationToken cancellationToken = default)
    {
        selection ??= new();
        ArgumentOutOfRangeException.ThrowIfLessThan(selection.TrainPerClass ?? 1, 1, nameof(selection));
        ArgumentOutOfRangeException.ThrowIfLessThan(selection.TestPerClass ?? 1, 1, nameof(selection));
        Part[] parts = [new("train", train, selection.TrainPerClass), new("test", test, selection.TestPerClass)];
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (Path.Exists(target))
        {
            CheckComplete(target, parts);
            return false;
        }

        var total = parts.Sum(part => part.Files.Count);
        var written = 0;
        var isNew = WholeFolder.Write(target, unfinished =>
        {
            foreach (var part in parts)
                part.Write(unfinished, write, () => progress?.Invoke(++written, total), cancellationToken);
        });
        if (!isNew)
            CheckComplete(target, parts);

        return isNew;
    }

    /// <summary>The folder came into being at once, so the names tell whether it is the one wanted.</summary>
    private static void CheckComplete(string target, Part[] parts)
    {
        var expected = parts.SelectMany(part => part.Files.Select(file => file.Name)).ToHashSet(StringComparer.Ordinal);
        var files = Directory.Exists(target) ? Directory.EnumerateFiles(target, "*", SearchOption.AllDirectories) : [];
        var found = files.Select(file => Path.GetRelativePath(target, file).Replace(Path.DirectorySeparatorChar, '/')).ToHashSet(StringComparer.Ordinal);
        if (expected.SetEquals(found))
            return;

        var (missing, others) = (expected.Except(found).Count(), found.Except(expected).Count());
        throw new DatasetException(new DatasetFault(DatasetFaultKind.Occupied, target,
            $"is not the folder of {expected.Count} images that belongs there: {missing} are missing and {others} files are others", "Delete or rename it"));
    }

    /// <summary>The chosen images of one pair of files.</summary>
    private sealed class Part
    {
        private readonly IdxFiles _source;

        public Part(string name, IdxFiles source, int? perClass)
        {
            _source = source;
            var labels = IdxReader.ReadLabels(source.Labels);
            Files = [.. EvenSelection.Choose(labels, perClass)
                .Select(i => (i, string.Create(CultureInfo.InvariantCulture, $"{name}/{labels[i]}/{i:D6}.png")))];
        }

        /// <summary>Position in the file and path below the target, in the order of the file.</summary>
        public IReadOnlyList<(int Index, string Name)> Files { get; }

        public void Write(string folder, GreyImageWriter write, Action written, CancellationToken cancellationToken)
        {
            using var reader = new IdxReader(_source);
            var image = new byte[reader.Height * reader.Width];
            foreach (var (index, name) in Files)
            {
                cancellationToken.ThrowIfCancellationRequested();
                while (reader.Position <= index)
                    reader.Read(image, out _);

                var path = Path.Combine(folder, name.Replace('/', Path.DirectorySeparatorChar));
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                write(path, image, reader.Width, reader.Height);
                written();
            }
        }
    }
}
