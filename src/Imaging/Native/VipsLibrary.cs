using System.Reflection;
using System.Runtime.InteropServices;

namespace MLPipeline.Imaging.Native;

/// <summary>Finds, loads and sets up the native library, once per process.</summary>
internal static unsafe class VipsLibrary
{
    private static readonly Lock Gate = new();
    private static volatile bool _ready;

    /// <summary>The loaded library, 0 before.</summary>
    internal static nint Handle { get; private set; }

    /// <exception cref="DllNotFoundException">The library is missing or does not load; the message says where it was sought and how to get it.</exception>
    public static void EnsureReady()
    {
        if (!_ready)
            Start();
    }

    private static void Start()
    {
        lock (Gate)
        {
            if (_ready)
                return;
            if (Handle == 0)
            {
                Handle = Load();
                NativeLibrary.SetDllImportResolver(typeof(Vips).Assembly, (name, _, _) => name == Vips.Library ? Handle : 0);
            }

            // Before anything else runs: neither libvips nor GLib may write to the program's standard error.
            Vips.SetLogHandler(&Ignore, 0);
            if (Vips.Init("MLPipeline") != 0)
                throw new DllNotFoundException($"libvips does not start: {VipsErrors.Take()}");

            Vips.SetConcurrency(1); // the callers bring their threads
            Vips.SetCacheMax(0); // no picture is decoded twice
            Vips.SetBlockUntrusted(1); // loaders without a fuzzing history stay shut
            Vips.FreezeErrors(); // see VipsErrors
            _ready = true;
        }
    }

    private static nint Load()
    {
        var file = OperatingSystem.IsWindows() ? "libvips.dll" : OperatingSystem.IsMacOS() ? "libvips.dylib" : "libvips.so";
        var reasons = new List<string>();
        foreach (var folder in Folders())
        {
            var path = Path.Combine(folder, file);
            if (!File.Exists(path))
            {
                reasons.Add($"{path}: not there");
                continue;
            }

            try
            {
                return NativeLibrary.Load(path);
            }
            catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
            {
                reasons.Add($"{path}: {e.Message}");
            }
        }

        throw new DllNotFoundException(
            $"The image library {file} could not be loaded for {RuntimeInformation.RuntimeIdentifier}. The package MLPipeline.Imaging brings it; a build of "
            + "the repository puts it beside every program (it comes from the npm packages in package.json: run 'npm ci --ignore-scripts', build again). "
            + $"When you copy a program, copy {file} with it, or the folder 'runtimes'. Tried: {string.Join("; ", reasons)}.");
    }

    // The assembly's own folder comes first: a host (a test runner, a plug-in loader) may have its base folder elsewhere.
    // In a single-file program the assembly has none, and extracted native files lie in the folders that the runtime lists; so do those of
    // packages. A .NET tool has the files of every platform in 'runtimes'.
    private static IEnumerable<string> Folders()
    {
        var candidates = new List<string?> { FolderOf(typeof(Vips).Assembly), AppContext.BaseDirectory };
        candidates.AddRange((AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "").Split(Path.PathSeparator));
        candidates.Add(Path.Combine(AppContext.BaseDirectory, "runtimes", Platform(), "native"));
        return candidates.OfType<string>().Where(folder => folder.Length > 0).Select(Path.TrimEndingDirectorySeparator).Distinct();
    }

    private static string Platform()
    {
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        return $"{system}-{(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64")}";
    }

    [System.Diagnostics.CodeAnalysis.UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "Empty in a single-file program, and skipped then.")]
    private static string? FolderOf(Assembly assembly) => Path.GetDirectoryName(assembly.Location);

    [UnmanagedCallersOnly]
    private static void Ignore(nint domain, int level, nint message, nint userData)
    {
    }
}
