using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace MLPipeline.Testing;

/// <summary>A process at work. Disposing it kills it.</summary>
public sealed class RunningProgram : IDisposable
{
    private readonly ProgramCall _call;
    private readonly Process _process;
    private readonly StringBuilder _messages = new();
    private readonly Task<string> _results;
    private readonly CancellationTokenSource _timeout;

    internal RunningProgram(ProgramCall call, Process process, bool closesInput)
    {
        _call = call;
        _process = process;
        _timeout = new CancellationTokenSource(call.Timeout);
        if (closesInput)
        {
            process.StandardInput.Close();
        }

        _results = process.StandardOutput.ReadToEndAsync(CancellationToken.None); // or the process would wait for its reader
    }

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>Waits until a line on stderr matches the regular expression; the test fails when the process ends without it.</summary>
    public async Task<Match> MessageAsync(string pattern)
    {
        while (await LineAsync() is { } line)
        {
            if (Regex.Match(line, pattern) is { Success: true } match)
            {
                return match;
            }
        }

        throw new InvalidOperationException($"'{pattern}' was never on stderr.\n{await EndAsync()}");
    }

    /// <summary>Gives the process text on stdin, at once.</summary>
    public async Task WriteAsync(string text)
    {
        await _process.StandardInput.WriteAsync(text);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Sends a POSIX signal, unless the process has ended.</summary>
    /// <param name="name">Without SIG: INT, TERM, KILL.</param>
    public async Task SignalAsync(string name)
    {
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
            await kill.WaitForExitAsync();
        }
    }

    /// <summary>Waits for the end.</summary>
    public async Task<ProgramRun> EndAsync()
    {
        while (await LineAsync() is not null)
        {
        }

        try
        {
            await _process.WaitForExitAsync(_timeout.Token);
        }
        catch (OperationCanceledException)
        {
            throw TookTooLong();
        }

        return new ProgramRun(_call, _process.ExitCode, await _results, _messages.ToString());
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        _timeout.Dispose();
    }

    private async Task<string?> LineAsync()
    {
        try
        {
            var line = await _process.StandardError.ReadLineAsync(_timeout.Token);
            if (line is not null)
            {
                _messages.Append(line).Append('\n');
            }

            return line;
        }
        catch (OperationCanceledException)
        {
            throw TookTooLong();
        }
    }

    private TimeoutException TookTooLong()
    {
        _process.Kill(entireProcessTree: true);
        return new TimeoutException($"{_call} took longer than {_call.Timeout}.\n--- stderr\n{_messages}");
    }
}
