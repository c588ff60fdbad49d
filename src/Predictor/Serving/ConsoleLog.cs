using Microsoft.Extensions.Logging;
using MLPipeline.Terminal;

namespace MLPipeline.Predictor;

/// <summary>Puts what the server and its models say among the program's own messages.</summary>
internal sealed class ConsoleLog(ProgramConsole console) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) return;
        var text = PrintableText.Of(formatter(state, exception));
        var line = exception is null ? text : $"{text}{Environment.NewLine}{exception}";
        var time = $"{console.Time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} ";
        switch (logLevel)
        {
            case LogLevel.Information:
                console.Say(time + line);
                break;
            case LogLevel.Warning:
                console.Warn(time + line);
                break;
            default:
                console.WriteError(time + line);
                break;
        }
    }

    public void Dispose()
    {
    }
}
