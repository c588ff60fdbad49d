namespace MLPipeline.EndToEnd.Tests;

/// <summary>What the build says when it cannot fetch its native libraries. Works on a copy, so that those of the checkout stay.</summary>
public sealed class NativePackagesTests : IDisposable
{
    private readonly Workspace _workspace = new();

    [SkippableFact]
    public async Task WithoutNpm_TheBuildSaysWhatToInstall()
    {
        var run = (await FetchWithoutPath().RunAsync()).Expect(1);
        Assert.Contains("error MLP001: npm was not found.", run.Results, StringComparison.Ordinal);
        Assert.Contains("'npm ci --ignore-scripts': install Node.js 20 or newer (https://nodejs.org)", run.Results, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task NpmThatFails_IsNamedWithItsCommandAndItsWords()
    {
        var npm = _workspace.PathOf("bin", "npm");
        await File.WriteAllTextAsync(npm, "#!/bin/sh\ncase $1 in --version) echo 10.9.2 ;; *) echo 'npm error network request failed' >&2; exit 7 ;; esac\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(npm, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var run = (await FetchWithoutPath().RunAsync()).Expect(1);
        Assert.Contains("error MLP002: The native libraries could not be fetched. Run 'npm ci --ignore-scripts' in ", run.Results, StringComparison.Ordinal);
        Assert.Contains("npm error network request failed", run.Results, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_workspace.PathOf("node_modules"))); // or the next build would take it for complete
    }

    public void Dispose() => _workspace.Dispose();

    /// <summary>The fetch with no more than a shell in PATH, and what the test puts there.</summary>
    private ProgramCall FetchWithoutPath()
    {
        Skip.If(OperatingSystem.IsWindows(), "npm is a batch file there");
        foreach (var file in (string[])["eng/NativePackages.proj", "package.json", "package-lock.json"])
        {
            File.Copy(Repository.PathOf(file), _workspace.PathOf(file));
        }

        var call = new ProgramCall("dotnet", "msbuild", _workspace.PathOf("eng", "NativePackages.proj"), "-t:FetchBase", "-nologo", "-nodeReuse:false") { Folder = _workspace.Folder };
        File.CreateSymbolicLink(_workspace.PathOf("bin", "sh"), "/bin/sh"); // MSBuild runs its commands in one
        return call.With("PATH", Path.GetDirectoryName(_workspace.PathOf("bin", "npm")));
    }
}
