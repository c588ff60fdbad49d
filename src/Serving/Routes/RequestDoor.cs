using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace MLPipeline.Serving;

/// <summary>
/// What every request passes on its way in and out: it is counted, its answer has the headers that keep browsers from guessing, and
/// whatever goes wrong becomes a problem document that tells nothing of the server's inside.
/// </summary>
internal sealed class RequestDoor(ImageServerOptions options, ServerState state, ILogger logger)
{
    public async Task PassAsync(HttpContext context, RequestDelegate next)
    {
        state.Begin();
        var began = Stopwatch.GetTimestamp();
        try
        {
            var headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers.CacheControl = "no-store";
            headers["Referrer-Policy"] = "no-referrer";
            await AnswerAsync(context, next).ConfigureAwait(false);
        }
        finally
        {
            state.End();
            if (options.LogRequests)
            {
                var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)"; // never the client's own words
                ServerLog.Answered(
                    logger, context.Request.Method, route, context.Response.StatusCode, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        }
    }

    private async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context).ConfigureAwait(false);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null })
            {
                await Problem.OfStatus(context.Response.StatusCode).WriteAsync(context.Response).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (!context.Response.HasStarted)
        {
            if (context.RequestAborted.IsCancellationRequested)
            {
                context.Response.StatusCode = 499; // the client has gone; for the log
                return;
            }

            if (Problem.Of(error) is { } problem)
            {
                await problem.WriteAsync(context.Response).ConfigureAwait(false);
                return;
            }

            ServerLog.Failed(logger, error);
            await Problem.OfStatus(StatusCodes.Status500InternalServerError).WriteAsync(context.Response).ConfigureAwait(false);
        }
    }
}
