using System.Diagnostics;
using static MLPipeline.Datasets.Tests.SampleFiles;

namespace MLPipeline.Datasets.Tests.Reading;

/// <summary>Links and permissions, as Unix has them.</summary>
public class LinkTests
{
    [SkippableFact]
    public void LinksBackUp_DoNotHang_AndLinkedImagesCount()
    {
        Skip.If(OperatingSystem.IsWindows(), "links need a privilege on Windows");
        using var folder = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        folder.Images("cat/1.jpg", "cat/2.jpg");
        elsewhere.Images("dogs/1.jpg", "dogs/2.jpg", "one.jpg");
        Directory.CreateSymbolicLink(folder.File("cat", "up"), "..");
        Directory.CreateSymbolicLink(folder.File("cat", "self"), folder.Path + "/cat");
        Directory.CreateSymbolicLink(folder.File("dog"), elsewhere.Path + "/dogs");
        Directory.CreateSymbolicLink(elsewhere.File("dogs", "home"), elsewhere.Path + "/dogs");
        File.CreateSymbolicLink(folder.File("dog", "3.jpg"), elsewhere.Path + "/one.jpg");

        var dataset = ImageDatasetReader.ReadFolder(folder.Path);

        Assert.Equal(["cat/1.jpg", "cat/2.jpg", "dog/1.jpg", "dog/2.jpg", "dog/3.jpg"], dataset.Images.Select(i => i.RelativePath));
        Assert.Equal(["cat/self/", "cat/up/", "dog/home/"], dataset.Ignored.Select(file => file.RelativePath));
        Assert.All(dataset.Ignored, file => Assert.Equal("a link to a folder that it lies in", file.Reason));
    }

    [SkippableFact]
    public void BrokenLinks_AreAllReported()
    {
        Skip.If(OperatingSystem.IsWindows(), "links need a privilege on Windows");
        using var folder = new TemporaryFolder();
        folder.Images("cat/1.jpg", "cat/2.jpg", "dog/1.jpg", "dog/2.jpg");
        File.CreateSymbolicLink(folder.File("cat", "gone.jpg"), "/nowhere/gone.jpg");
        File.CreateSymbolicLink(folder.File("dog", "circle.jpg"), "circle.jpg");

        var faults = FaultsOf(() => ImageDatasetReader.ReadFolder(folder.Path));

        AssertFault(faults, DatasetFaultKind.BrokenLink, "cat/gone.jpg");
        AssertFault(faults, DatasetFaultKind.BrokenLink, "dog/circle.jpg");
    }

    [SkippableFact]
    public void UnreadableFolders_AreAllReported_BeforeAnyOtherFault()
    {
        Skip.If(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "nothing is unreadable to an administrator");
        using var folder = new TemporaryFolder();
        folder.Images("cat/1.jpg", "dog/1.jpg", "dog/deep/1.jpg");
        string[] closed = [folder.Path + "/cat", folder.Path + "/dog/deep"];
        foreach (var path in closed)
            Process.Start("chmod", ["000", path]).WaitForExit();

        try
        {
            var faults = FaultsOf(() => ImageDatasetReader.ReadFolder(folder.Path));
            Assert.Equal(2, faults.Length);
            Assert.All(closed, path => AssertFault(faults, DatasetFaultKind.Unreadable, path));
        }
        finally
        {
            foreach (var path in closed)
                Process.Start("chmod", ["700", path]).WaitForExit();
        }
    }

    [SkippableFact]
    public void NamesThatAreNotUtf8_AreReported_NotLost()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only Linux lets a name be any bytes");
        using var folder = new TemporaryFolder();
        folder.Images("cat/1.jpg", "cat/2.jpg", "dog/1.jpg", "dog/2.jpg");
        Process.Start("sh", ["-c", $@"printf x > {folder.Path}/cat/$(printf 'caf\351').jpg"]).WaitForExit();

        AssertFault(FaultsOf(() => ImageDatasetReader.ReadFolder(folder.Path)), DatasetFaultKind.Unreadable, "UTF-8", "Rename");
        Process.Start("sh", ["-c", $"rm {folder.Path}/cat/caf*"]).WaitForExit();
    }
}
