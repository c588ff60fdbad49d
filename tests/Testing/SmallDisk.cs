using Xunit;

namespace MLPipeline.Testing;

/// <summary>A file system in memory with room for little, which only root can mount.</summary>
public sealed class SmallDisk : IDisposable
{
    private const int Bytes = 200 * 1024;

    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    public static async Task<SmallDisk> MountAsync(string path)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "mounts a tmpfs");
        Directory.CreateDirectory(path);
        var mount = await new ProgramCall("mount", "-t", "tmpfs", "-o", $"size={Bytes}", "none", path).RunAsync();
        Skip.IfNot(mount.ExitCode == 0, $"needs the right to mount a small disk: {mount.Messages}");
        return new SmallDisk(path);
    }

    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>
    /// Takes up the free space but for <paramref name="left"/> bytes; with 0 files can still be made, but nothing can be written to them.
    /// </summary>
    public async Task FillAsync(int left = 0) =>
        await File.WriteAllBytesAsync(PathOf("filling"), new byte[new DriveInfo(Path).AvailableFreeSpace - left]);

    /// <summary>Gives the space back.</summary>
    public void Free() => File.Delete(PathOf("filling"));

    public async Task RemountAsync(bool isReadOnly) =>
        (await new ProgramCall("mount", "-o", isReadOnly ? "remount,ro" : "remount,rw", Path).RunAsync()).Expect(0);

    public void Dispose() => new ProgramCall("umount", "-l", Path).RunAsync().GetAwaiter().GetResult().Expect(0);
}
