namespace MLPipeline;

/// <summary>
/// The right to write one file, held by at most one task of one process. The operating system takes the lock back when its owner dies, so
/// it cannot go stale; the empty lock file stays, because deleting it would let two later owners each lock a file of their own.
/// </summary>
internal static class FileLock
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    /// <param name="path">The lock file; made where missing.</param>
    /// <param name="time">Clock of the polling.</param>
    /// <param name="waiting">Called once when somebody else holds the lock.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The lock; disposing it frees it.</returns>
    public static async Task<IDisposable> AcquireAsync(string path, TimeProvider time, Action waiting, CancellationToken cancellation)
    {
        for (var first = true; ; first = false)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException error) when (IsHeld(error))
            {
                if (first)
                {
                    waiting();
                }
            }

            await Task.Delay(Poll, time, cancellation).ConfigureAwait(false);
        }
    }

    // ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION; EWOULDBLOCK of Linux and of macOS.
    private static bool IsHeld(IOException error)
        => OperatingSystem.IsWindows() ? (error.HResult & 0xFFFF) is 32 or 33 : error.HResult is 11 or 35;
}
