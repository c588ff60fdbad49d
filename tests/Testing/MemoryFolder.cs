namespace MLPipeline.Testing;

/// <summary>
/// A fresh folder where flushing to the disk takes no time, so that a program which saves its state as often as that is cheap does so often; an
/// ordinary one where there is no such place. Deleted when disposed.
/// </summary>
public sealed class MemoryFolder : IDisposable
{
    private const string Memory = "/dev/shm";

    private MemoryFolder(string path) => Path = path;

    public string Path { get; }

    public static MemoryFolder Create() => new(Directory.Exists(Memory)
        ? Directory.CreateDirectory(System.IO.Path.Combine(Memory, "mlpipeline-test-" + System.IO.Path.GetRandomFileName())).FullName
        : Directory.CreateTempSubdirectory("mlpipeline-test-").FullName);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
