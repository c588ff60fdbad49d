namespace MLPipeline.Datasets.Tests;

/// <summary>Files with image names or beginnings. Their pixels never matter here, so they have none.</summary>
internal static class SampleFiles
{
    private static readonly byte[] JpegStart = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF"u8];

    /// <summary>Starts like a JPEG file; each <paramref name="content"/> gives another file.</summary>
    public static byte[] Jpeg(string content) => [.. JpegStart, .. System.Text.Encoding.UTF8.GetBytes(content)];

    public static void Images(this TemporaryFolder folder, params string[] paths)
    {
        foreach (var path in paths)
            folder.Image(path);
    }

    public static void Image(this TemporaryFolder folder, string path, string? content = null) =>
        File.WriteAllBytes(folder.File(path.Split('/')), Jpeg(content ?? path));

    public static DatasetFault[] FaultsOf(Func<object> read) => [.. Assert.Throws<DatasetException>(read).Faults];

    public static void AssertFault(DatasetFault[] faults, DatasetFaultKind kind, params string[] mentions) =>
        Assert.Contains(faults, fault => fault.Kind == kind && mentions.All(fault.ToString().Contains));

    /// <summary>A data set that exists only in memory.</summary>
    public static ImageDataset Dataset(IEnumerable<(string Path, string Label, SplitName? Split, string? Group)> images) =>
        new("/data", images.Select(i => new LabeledImage { Root = "/data", RelativePath = i.Path, Label = i.Label, Split = i.Split, Group = i.Group }), []);
}
