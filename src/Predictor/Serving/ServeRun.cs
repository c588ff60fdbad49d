using MLPipeline.Hosting;
using MLPipeline.Serving;
using MLPipeline.Terminal;

namespace MLPipeline.Predictor;

/// <summary>The server from its start to its end.</summary>
internal static class ServeRun
{
    /// <summary>Serves until the token is cancelled; that is how a service ends, so it is no failure.</summary>
    /// <exception cref="UsageException">It cannot listen where it should.</exception>
    public static async Task<ExitCode> OfAsync(ProgramConsole console, ImageServerOptions options, CancellationToken cancellation)
    {
        try
        {
            using var log = new ConsoleLog(console);
            await using var server = await ImageServer.StartAsync(options, log, cancellation).ConfigureAwait(false);
            foreach (var url in server.Urls)
            {
                console.Say($"Listening on {url}");
            }

            if (!server.IsLoopbackOnly && options.ApiKey is null)
            {
                console.Warn("Other machines can reach this service, and there is no API key (--api-key-file): whoever does may use it.");
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            console.Say("Ending: requests in progress are finished. A second time ends at once.");
            if (await server.StopAsync().ConfigureAwait(false))
            {
                return ExitCode.Done;
            }

            console.WriteError($"Requests were cut off after {Measure.Duration(options.ShutdownTimeout)} (--shutdown-timeout).");
            return ExitCode.Failed;
        }
        catch (ModelUnavailableException error)
        {
            console.WriteError(error.Message); // here, where its type is loaded, rather than among the faults of all commands
            return ExitCode.Failed;
        }
        catch (ServerAddressException error)
        {
            throw new UsageException($"--urls: {error.Message}");
        }
    }
}
