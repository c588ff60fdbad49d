namespace MLPipeline.EndToEnd.Tests.Windows;

/// <summary>
/// The programs published for Windows, and Wine to run them. Made once, when the first long test asks for it; a folder of its own holds
/// everything. It proves paths, native names, file sharing and output; it says nothing about speed and graphics cards.
/// </summary>
public sealed class WineMachine : IAsyncLifetime
{
    private static readonly string[] Loaders = ["/usr/lib/wine/wine64", "/usr/bin/wine64", "/usr/bin/wine"];
    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<Task> _made;

    public WineMachine() => _made = new Lazy<Task>(MakeAsync);

    /// <summary>Skips the running test where long ones are not wanted or something is missing.</summary>
    public async Task RequireAsync()
    {
        LongRun.Require();
        Skip.If(Loader is null, "needs Wine: apt-get install --no-install-recommends wine64");
        Skip.If(Compiler is null, "needs a C compiler for Windows: apt-get install --no-install-recommends gcc-mingw-w64-x86-64-win32");
        await _made.Value;
    }

    /// <summary>A path of this machine as Windows programs write it.</summary>
    public static string Path(string path) => "Z:" + path.Replace('/', '\\');

    public ProgramCall Trainer(params IReadOnlyList<string> arguments) => Program("Trainer", arguments);

    public ProgramCall Predictor(params IReadOnlyList<string> arguments) => Program("Predictor", arguments);

    public ProgramCall Worker(params IReadOnlyList<string> arguments) => Program("Worker", arguments);

    /// <summary>Keeps a file open, as a program that reads it, until it is killed; <c>open</c> is on stderr when it is.</summary>
    public ProgramCall Hold(string file) => Wine(System.IO.Path.Combine(_folder.Path, "hold.exe"), Path(file));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_made.IsValueCreated && Loader is not null)
        {
            var server = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Loader)!, "wineserver");
            await (new ProgramCall(server, "-k") with { Environment = Surroundings() }).RunAsync(); // of this folder only
        }

        _folder.Dispose();
    }

    private static string? Loader => Loaders.FirstOrDefault(File.Exists);

    private static string? Compiler => ((string[])["/usr/bin/x86_64-w64-mingw32-gcc", "/usr/bin/x86_64-w64-mingw32-gcc-win32"]).FirstOrDefault(File.Exists);

    private ProgramCall Program(string name, IReadOnlyList<string> arguments) => Wine(System.IO.Path.Combine(_folder.Path, name, $"{name}.exe"), arguments);

    private ProgramCall Wine(string program, params IReadOnlyList<string> arguments) => new ProgramCall(Loader!, [program, .. arguments]) with { Environment = Surroundings() };

    private Dictionary<string, string?> Surroundings() => new()
    {
        ["WINEPREFIX"] = _folder.File("prefix"),
        ["WINEARCH"] = "win64",
        ["WINEDEBUG"] = "-all",
        ["DISPLAY"] = null,
        ["MLPIPELINE_HOME"] = Path(_folder.File("home")),
        ["DOTNET_gcConcurrent"] = "0", // Wine 8 now and then suspends .NET's threads at a wrong moment: "Internal CLR error"
    };

    private async Task MakeAsync()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        await CompileAsync("bcryptprimitives.c", "bcryptprimitives.dll", "-shared", "-ladvapi32");
        await CompileAsync("hold.c", "hold.exe", "-municode");
        foreach (var project in (string[])["src/Trainer", "src/Predictor", "samples/Worker"])
        {
            var target = System.IO.Path.Combine(_folder.Path, System.IO.Path.GetFileName(project));
            var publish = new ProgramCall("dotnet", "publish", Repository.PathOf(project), "-c", configuration, "-r", "win-x64", "--self-contained", "--nologo", "-o", target);
            (await (publish with { Timeout = TimeSpan.FromMinutes(15) }).WithoutBuildServers().RunAsync()).Expect(0);
            File.Copy(System.IO.Path.Combine(_folder.Path, "bcryptprimitives.dll"), System.IO.Path.Combine(target, "bcryptprimitives.dll"));
        }

        (await Wine("wineboot", "-i").RunAsync()).Expect(0);
        (await Wine("reg", "add", @"HKCU\Software\Wine", "/v", "Version", "/d", "win10", "/f").RunAsync()).Expect(0); // in its Windows 7 mode ONNX Runtime does not start
    }

    private async Task CompileAsync(string source, string target, params string[] more) => (await new ProgramCall(
        Compiler!, ["-O2", "-o", _folder.File(target), Repository.PathOf("tests", "EndToEnd.Tests", "Windows", source), .. more]).RunAsync()).Expect(0);
}
