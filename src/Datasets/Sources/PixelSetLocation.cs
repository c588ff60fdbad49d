using System.Globalization;

namespace MLPipeline.Datasets;

/// <summary>Finds the files of a pixel set below a data folder.</summary>
internal static class PixelSetLocation
{
    private const string ArchiveExtension = ".tar.gz";

    /// <summary>The first folder that has all files of the part, or else an archive; null where neither is there.</summary>
    public static IPixelFiles? Find(KnownPixelSet set, string folder, PixelPart part)
    {
        var names = set.Format.FilesOf(part);
        var complete = Folders(set, folder).Select(place => new FolderSource(place, set.Format)).FirstOrDefault(source => source.Missing(names).Count == 0);
        if (complete is not null)
            return complete;

        var archive = Folders(set, folder).SelectMany(place => Archives(set).Select(name => Path.Combine(place, name))).FirstOrDefault(File.Exists);
        return archive is null ? null : new ArchiveSource(archive, set.Format);
    }

    /// <summary>What the user is told where <see cref="Find"/> finds nothing.</summary>
    public static DatasetException Missing(KnownPixelSet set, string folder, PixelPart part)
    {
        var names = set.Format.FilesOf(part);
        var places = string.Join(", ", UsualFolders(set).Where(place => place.Length > 0));
        var archives = string.Concat(Archives(set).Select(name => $", or the archive {name}"));
        var nearest = Folders(set, folder).Select(place => new FolderSource(place, set.Format).Missing(names)).MinBy(missing => missing.Count)!;
        var lacking = nearest.Count < names.Count ? $"; missing is {string.Join(", ", nearest)}" : "";
        var addresses = set.Files.Select(file => string.Create(CultureInfo.InvariantCulture, $"{file.Address} ({file.Bytes:N0} bytes)"));
        return new DatasetException(new DatasetFault(
            DatasetFaultKind.NotFound,
            Path.GetFullPath(folder),
            $"the {(part == PixelPart.Train ? "training" : "test")} part of {set.Title} is not there: expected {string.Join(", ", names)}"
                + $"{(set.Format.MayBePacked ? " (plain or .gz)" : "")}, there or below it in {places}{archives}{lacking}",
            $"Allow the download with --download, or fetch {string.Join(", ", addresses)} and put it there"));
    }

    private static IEnumerable<string> Archives(KnownPixelSet set) =>
        set.Files.Select(file => file.Name).Where(name => name.EndsWith(ArchiveExtension, StringComparison.Ordinal));

    private static IEnumerable<string> Folders(KnownPixelSet set, string folder) => UsualFolders(set).Select(name => Path.Combine(folder, name));

    /// <summary>The data folder itself comes last: several sets have files of the same names.</summary>
    private static IEnumerable<string> UsualFolders(KnownPixelSet set) => [set.DownloadFolder, .. set.UsualFolders, ""];
}
