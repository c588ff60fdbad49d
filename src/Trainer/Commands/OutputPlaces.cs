using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>Makes sure, before any work, that results can be written where they are wanted.</summary>
internal static class OutputPlaces
{
    /// <summary>The option for a model, which unlike other results cannot go to a device such as <c>/dev/null</c>.</summary>
    public const string Model = "--output";

    /// <exception cref="UsageException">At least one place cannot be written to; all of them are named.</exception>
    public static void Check(string? reportFolder, string? jsonFile, params IEnumerable<(string Option, string? Path)> files)
    {
        var faults = new List<string>();
        foreach (var (option, path) in files.Append(("--json", jsonFile == JsonOutput.StandardOutput ? null : jsonFile)))
        {
            if (path is not null)
            {
                CheckFile(option, path, faults);
            }
        }

        if (reportFolder is not null)
        {
            Try("--report", reportFolder, faults, () => ProbeFolder(Path.GetFullPath(reportFolder)));
        }

        if (faults.Count > 0)
        {
            throw new UsageException(faults);
        }
    }

    /// <exception cref="UsageException">The folder cannot be made or written to.</exception>
    public static void CheckFolder(string option, string folder)
    {
        var faults = new List<string>();
        Try(option, folder, faults, () => ProbeFolder(Path.GetFullPath(folder)));
        if (faults.Count > 0) throw new UsageException(faults);
    }

    private static void CheckFile(string option, string path, List<string> faults)
    {
        if (OutputFile.IsDevice(path))
        {
            if (option == Model)
            {
                faults.Add($"{option} '{path}' is a device; a file name is needed."); // a model is renamed into its place, which would replace the device
            }
        }
        else if (Directory.Exists(path))
        {
            faults.Add($"{option} '{path}' is a folder; a file name is needed.");
        }
        else
        {
            Try(option, path, faults, () => ProbeFolder(Path.GetDirectoryName(Path.GetFullPath(path))!));
        }
    }

    /// <summary>Missing folders are made; a file is written and removed, since permissions alone do not tell (full or read-only disks).</summary>
    private static void ProbeFolder(string folder)
    {
        Directory.CreateDirectory(folder);
        var probe = Path.Combine(folder, Path.GetRandomFileName());
        using (new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
        {
        }
    }

    private static void Try(string option, string path, List<string> faults, Action action)
    {
        try
        {
            action();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            faults.Add($"{option} '{path}' cannot be written: {error.Message}");
        }
    }
}
