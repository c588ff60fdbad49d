using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace MLPipeline.Serving;

/// <summary>
/// The memory that bodies of all requests may take together. Counted as bytes arrive, not as they are announced, or a few clients that
/// announce much and send nothing would keep everybody out.
/// </summary>
internal sealed class BufferBudget(long most)
{
    private long _taken;

    /// <exception cref="RequestRefusedException">There is not so much left.</exception>
    public void Take(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) > most)
        {
            Interlocked.Add(ref _taken, -bytes);
            throw new RequestRefusedException(StatusCodes.Status503ServiceUnavailable, string.Create(
                CultureInfo.InvariantCulture, $"The requests in progress take {most:N0} bytes, the most that they may. Try again later."));
        }
    }

    public void Return(long bytes) => Interlocked.Add(ref _taken, -bytes);
}
