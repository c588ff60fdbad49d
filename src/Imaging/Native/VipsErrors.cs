using System.Runtime.InteropServices;

namespace MLPipeline.Imaging.Native;

/// <summary>Signals that a libvips call failed; the text comes later, see <see cref="VipsErrors"/>.</summary>
internal sealed class VipsException(string message) : Exception(message);

/// <summary>
/// Error texts that belong to their call. libvips collects messages in one buffer for the whole process, so two threads that fail together would read each
/// other's. The buffer is therefore frozen (nothing is recorded) and work runs under a shared lock; work that failed is repeated alone, with recording on.
/// </summary>
internal static unsafe class VipsErrors
{
    private static readonly ReaderWriterLockSlim Gate = new(LockRecursionPolicy.NoRecursion);

    /// <summary>Runs <paramref name="work"/>; when it fails, runs it a second time alone to learn why.</summary>
    /// <exception cref="VipsException">It failed again; the message is libvips's.</exception>
    public static void Run<TState>(TState state, Action<TState> work)
        where TState : allows ref struct
    {
        Gate.EnterReadLock();
        try
        {
            work(state);
            return;
        }
        catch (VipsException)
        {
            // fall through: the shared lock must be released before the exclusive one is taken
        }
        finally
        {
            Gate.ExitReadLock();
        }

        Gate.EnterWriteLock();
        Vips.ThawErrors();
        try
        {
            work(state);
        }
        catch (VipsException)
        {
            throw new VipsException(Take());
        }
        finally
        {
            Vips.ClearErrors();
            Vips.FreezeErrors();
            Gate.ExitWriteLock();
        }
    }

    /// <summary>The buffer's lines joined into one; clears the buffer.</summary>
    public static string Take()
    {
        var text = Marshal.PtrToStringUTF8((nint)Vips.ErrorBuffer()) ?? "";
        Vips.ClearErrors();
        return string.Join("; ", text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct());
    }
}
