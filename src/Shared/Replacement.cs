namespace MLPipeline;

/// <summary>
/// The last step of writing a file: the complete one, written beside its place, is renamed into it. Source that several projects
/// compile in.
/// </summary>
internal static class Replacement
{
    private const int Tries = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Renames <paramref name="beside"/> to <paramref name="place"/>. On Windows a file that another program has open cannot be replaced:
    /// that is tried again for two seconds, which is enough for a virus scanner or a program that is loading a model. Then the new file
    /// stays, under a name that the exception tells; the work behind it may have taken hours.
    /// </summary>
    /// <param name="beside">The complete file.</param>
    /// <param name="place">Its name.</param>
    /// <param name="kept">Its name if the place cannot be taken; NAME.new.EXTENSION when null.</param>
    /// <exception cref="IOException">The place cannot be taken.</exception>
    public static void Put(string beside, string place, string? kept = null) =>
        Put(beside, place, kept, static (from, to) => File.Move(from, to, overwrite: true));

    internal static void Put(string beside, string place, string? kept, Action<string, string> rename)
    {
        for (var left = Tries; ; left--)
        {
            try
            {
                rename(beside, place);
                return;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException && File.Exists(place) && File.Exists(beside))
            {
                if (left > 1 && OperatingSystem.IsWindows() && !RefusesAsReadOnly(place))
                {
                    Thread.Sleep(Pause);
                    continue;
                }

                kept ??= Path.ChangeExtension(place, ".new" + Path.GetExtension(place));
                File.Move(beside, kept, overwrite: true);
                var reason = RefusesAsReadOnly(place) ? "it is read-only"
                    : $"another program has it open, or it may not be written ({error.Message.TrimEnd('.')})";
                throw new IOException(
                    $"'{place}' could not be replaced: {reason}. What was to take its place is complete and lies in '{kept}'.", error);
            }
        }
    }

    private static bool RefusesAsReadOnly(string file) =>
        OperatingSystem.IsWindows() && File.GetAttributes(file).HasFlag(FileAttributes.ReadOnly);
}
