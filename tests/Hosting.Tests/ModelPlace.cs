using System.Runtime.InteropServices;

namespace MLPipeline.Hosting.Tests;

/// <summary>A path at which a model lies, and every way in which programs put another one there.</summary>
internal sealed class ModelPlace(TemporaryFolder folder)
{
    private int _count;

    public string Path { get; } = folder.File("mount", "model.onnx");

    private string Mount => System.IO.Path.GetDirectoryName(Path)!;

    public void Put(Replacement way, byte[] model)
    {
        _count++;
        switch (way)
        {
            case Replacement.InPlace:
                File.WriteAllBytes(Path, model);
                break;
            case Replacement.Rename:
                var beside = folder.Write($"{_count}.tmp", model);
                File.Move(beside, Path, overwrite: true);
                break;
            case Replacement.DeleteAndCreate:
                File.Delete(Path);
                File.WriteAllBytes(Path, model);
                break;
            case Replacement.FileLink:
                Link(Path, folder.Write($"versions/{_count}.onnx", model));
                break;
            case Replacement.FolderLink: // as Kubernetes mounts a config map
                folder.Write($"mount/..{_count}/model.onnx", model);
                Link(System.IO.Path.Combine(Mount, "..data"), $"..{_count}");
                if (new FileInfo(Path).LinkTarget != "..data/model.onnx")
                {
                    Link(Path, "..data/model.onnx");
                }

                break;
            case Replacement.FolderAbove: // no watch on a folder hears of this
                folder.Write($"mount-{_count}/model.onnx", model);
                Directory.Move(Mount, Mount + $"-old-{_count}");
                Directory.Move(folder.File($"mount-{_count}"), Mount);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(way), way, null);
        }
    }

    /// <summary>Makes a link, or switches one at a stroke.</summary>
    private static void Link(string path, string target)
    {
        var beside = path + "_tmp";
        File.CreateSymbolicLink(beside, target);
        if (rename(beside, path) != 0)
        {
            throw new IOException($"rename: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    // File.Move refuses links to folders.
    [DllImport("libc", SetLastError = true)]
#pragma warning disable CA2101, CA5392, SYSLIB1054, IDE1006 // UTF-8 is the default where this library is
    private static extern int rename(string from, string to);
#pragma warning restore CA2101, CA5392, SYSLIB1054, IDE1006
}

public enum Replacement
{
    InPlace,
    Rename,
    DeleteAndCreate,
    FileLink,
    FolderLink,
    FolderAbove,
}
