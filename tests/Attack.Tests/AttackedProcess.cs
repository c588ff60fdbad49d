using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;

namespace MLPipeline.Attack.Tests;

/// <summary>The target at work. An answer that does not come ends it.</summary>
internal sealed class AttackedProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _messages;

    public AttackedProcess(params string[] arguments)
    {
        var call = ProgramCall.OfProject("AttackTarget", arguments);
        _process = Process.Start(new ProcessStartInfo(call.Program, call.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _messages = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>The line that answers a file; null when the process died or took longer, with what it left behind in <paramref name="end"/>.</summary>
    public string? Answer(byte[] file, TimeSpan patience, out string end)
    {
        end = "";
        try
        {
            var header = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(header, file.Length);
            _process.StandardInput.BaseStream.Write(header);
            _process.StandardInput.BaseStream.Write(file);
            _process.StandardInput.BaseStream.Flush();
        }
        catch (IOException)
        {
            // It died while it read: the missing answer says so.
        }

        var line = _process.StandardOutput.ReadLineAsync();
        if (line.Wait(patience) && line.Result is { } answer) return answer;
        var hung = !line.IsCompleted;
        _process.Kill();
        _process.WaitForExit();
        end = hung ? $"no answer within {patience.TotalSeconds} s" : $"exit code {_process.ExitCode}: {_messages.Result}";
        return null;
    }

    /// <summary>The memory of the process in bytes, after a garbage collection.</summary>
    public long Memory()
    {
        var header = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(header, -1);
        _process.StandardInput.BaseStream.Write(header);
        _process.StandardInput.BaseStream.Flush();
        return long.Parse(_process.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
