using System.Globalization;

namespace MLPipeline.Datasets;

/// <summary>Folders that are either complete or not there: filled beside their place, then renamed into it.</summary>
internal static class WholeFolder
{
    /// <summary>Makes a folder, and those above it.</summary>
    /// <param name="target">Absolute path; nothing lies there yet.</param>
    /// <param name="fill">Writes into the folder that it is given.</param>
    /// <returns>False when another process was first: its folder stays, and what was written is gone.</returns>
    public static bool Write(string target, Action<string> fill)
    {
        var unfinished = string.Create(CultureInfo.InvariantCulture, $"{target}.unfinished-{Environment.ProcessId}");
        DeleteIfThere(unfinished); // a killed process may have had the same number
        try
        {
            Directory.CreateDirectory(unfinished);
            fill(unfinished);
            Directory.Move(unfinished, target);
            return true;
        }
        catch (IOException) when (Path.Exists(target))
        {
            return false;
        }
        finally
        {
            DeleteIfThere(unfinished);
        }
    }

    private static void DeleteIfThere(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
