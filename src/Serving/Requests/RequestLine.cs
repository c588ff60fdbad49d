using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace MLPipeline.Serving;

/// <summary>Lets a number of requests work at once and some more wait, first come, first served.</summary>
#pragma warning disable CA1001 // the limiter holds nothing but memory, and lives as long as its server
internal sealed class RequestLine(int atOnce, int waiting)
#pragma warning restore CA1001
{
    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = atOnce,
        QueueLimit = waiting,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>The turn of a request, until it is disposed.</summary>
    /// <exception cref="RequestRefusedException">Too many are waiting.</exception>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellation)
    {
        var turn = await _limiter.AcquireAsync(1, cancellation).ConfigureAwait(false);
        if (turn.IsAcquired)
        {
            return turn;
        }

        turn.Dispose();
        throw new RequestRefusedException(
            StatusCodes.Status503ServiceUnavailable, "Too many requests are waiting already. Try again later.");
    }
}
