using System.Diagnostics;
using System.Globalization;

namespace MLPipeline.Serving.Tests;

/// <summary>The program's command, as its users start it, on a free loopback port.</summary>
internal sealed class ServeProcess : IDisposable
{
    private ServeProcess(RunningProgram program, Uri address)
    {
        Program = program;
        Address = address;
        Client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 100 }) { BaseAddress = address };
    }

    public RunningProgram Program { get; }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public static ProgramCall Call(params IReadOnlyList<string> arguments) =>
        ProgramCall.OfProject("Predictor", ["serve", "--urls", "http://127.0.0.1:0", .. arguments]) with
        {
            Timeout = TimeSpan.FromHours(2), // of the longest load
        };

    public static async Task<ServeProcess> StartAsync(ProgramCall call)
    {
        var program = call.Start();
        var address = (await program.MessageAsync(@"^Listening on (http\S+)")).Groups[1].Value;
        return new ServeProcess(program, new Uri(address));
    }

    /// <summary>What the process has taken of the processor so far; unlike its speed this hardly depends on what else runs.</summary>
    public double ProcessorSeconds()
    {
        using var process = Process.GetProcessById(Program.Id);
        return process.TotalProcessorTime.TotalSeconds;
    }

    /// <summary>Bytes of memory that are resident, from the kernel.</summary>
    public long ResidentBytes()
    {
        var line = File.ReadLines($"/proc/{Program.Id}/status").First(one => one.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10;
    }

    public void Dispose()
    {
        Client.Dispose();
        Program.Dispose();
    }
}
