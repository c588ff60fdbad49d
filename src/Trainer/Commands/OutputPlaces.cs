using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>Makes sure, before any work, that results can be written where they are wanted.</summary>
internal static class OutputPlaces
{
    /// <exception cref="UsageException">At least one place cannot be written to; all of them are named.</exception>
    public static void Check(string model, string? reportFolder, string? jsonFile)
    {
        var faults = new List<string>();
        CheckFile("--output", model, faults);
        if (jsonFile is not null and not JsonOutput.StandardOutput)
        {
            CheckFile("--json", jsonFile, faults);
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

    private static void CheckFile(string option, string path, List<string> faults)
    {
        if (Directory.Exists(path))
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
