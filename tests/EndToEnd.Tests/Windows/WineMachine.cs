namespace MLPipeline.EndToEnd.Tests.Windows;

/// <summary>
/// The programs published for Windows, and Wine to run them. Made once, when the first long test asks for it; a folder of its own holds
/// everything. It proves paths, native names, file sharing and output; it says nothing about speed and graphics cards.
/// </summary>
public sealed class WineMachine : IAsyncLifetime
{
    private static readonly string? Loader = FirstOf("/usr/lib/wine/wine64", "/usr/bin/wine64", "/usr/bin/wine");
    private static readonly string? Compiler = FirstOf("/usr/bin/x86_64-w64-mingw32-gcc", "/usr/bin/x86_64-w64-mingw32-gcc-win32");

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

    /// <summary>
    /// Runs a program to its end. Once in fifty times, on a busy machine, Wine 8 ends a process with code 1 before it has written a byte; our
    /// programs write something whatever they end with. That call is made again, and no other.
    /// </summary>
    public static async Task<ProgramRun> EndAsync(ProgramCall call)
    {
        var run = await call.RunAsync();
        for (var again = 0; again < 2 && run is { ExitCode: 1, Results: "", Messages: "" }; again++)
        {
            run = await call.RunAsync();
        }

        return run;
    }

    /// <summary>A path of this machine as Windows programs write it.</summary>
    public static string ToWindows(string path) => "Z:" + path.Replace('/', '\\');

    public ProgramCall Trainer(params IReadOnlyList<string> arguments) => Program("Trainer", arguments);

    public ProgramCall Predictor(params IReadOnlyList<string> arguments) => Program("Predictor", arguments);

    public ProgramCall Worker(params IReadOnlyList<string> arguments) => Program("Worker", arguments);

    /// <summary>Keeps a file open, as a program that reads it, until it is killed; <c>open</c> is on stderr when it is.</summary>
    public ProgramCall Hold(string file) => Wine(_folder.File("hold.exe"), ToWindows(file));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_made.IsValueCreated && Loader is not null)
        {
            // The server of this folder only.
            var server = Path.Combine(Path.GetDirectoryName(Loader)!, "wineserver");
            await (new ProgramCall(server, "-k") with { Environment = Surroundings() }).RunAsync();
        }

        _folder.Dispose();
    }

    private static string? FirstOf(params ReadOnlySpan<string> files)
    {
        foreach (var file in files)
        {
            if (File.Exists(file))
            {
                return file;
            }
        }

        return null;
    }

    private ProgramCall Program(string name, IReadOnlyList<string> arguments) => Wine(_folder.File(name, $"{name}.exe"), arguments);

    private ProgramCall Wine(string program, params IReadOnlyList<string> arguments) =>
        new ProgramCall(Loader!, [program, .. arguments]) with { Environment = Surroundings() };

    private Dictionary<string, string?> Surroundings() => new()
    {
        ["WINEPREFIX"] = _folder.File("prefix"),
        ["WINEARCH"] = "win64",
        ["WINEDEBUG"] = "-all",
        ["DISPLAY"] = null,
        ["MLPIPELINE_HOME"] = ToWindows(_folder.File("home")),
        ["DOTNET_gcConcurrent"] = "0", // Wine 8 now and then suspends .NET's threads at a wrong moment: "Internal CLR error"
    };

    private async Task MakeAsync()
    {
        await CompileAsync("bcryptprimitives.c", "bcryptprimitives.dll", "-shared", "-ladvapi32");
        await CompileAsync("hold.c", "hold.exe", "-municode");
        await PublishAsync("src", "Trainer");
        await PublishAsync("src", "Predictor");
        await PublishAsync("samples", "Worker");
        (await Wine("wineboot", "-i").RunAsync()).Expect(0);

        // In its Windows 7 mode ONNX Runtime does not start.
        (await Wine("reg", "add", @"HKCU\Software\Wine", "/v", "Version", "/d", "win10", "/f").RunAsync()).Expect(0);
    }

    /// <summary>Not compiled beforehand, which takes minutes and changes nothing of what is tested.</summary>
    private async Task PublishAsync(string parent, string name)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var target = Path.Combine(_folder.Path, name);
        var publish = new ProgramCall(
            "dotnet", "publish", Repository.PathOf(parent, name), "-c", configuration, "-r", "win-x64", "--self-contained",
            "-p:PublishReadyToRun=false", "--nologo", "-o", target) { Timeout = TimeSpan.FromMinutes(15) };
        (await publish.WithoutBuildServers().RunAsync()).Expect(0);
        File.Copy(_folder.File("bcryptprimitives.dll"), Path.Combine(target, "bcryptprimitives.dll"));
    }

    private async Task CompileAsync(string source, string target, params string[] more)
    {
        string[] words = ["-O2", "-o", _folder.File(target), Repository.PathOf("tests", "EndToEnd.Tests", "Windows", source), .. more];
        (await new ProgramCall(Compiler!, words).RunAsync()).Expect(0);
    }
}
