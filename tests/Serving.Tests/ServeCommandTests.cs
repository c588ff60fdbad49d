using System.Net;

namespace MLPipeline.Serving.Tests;

public sealed class ServeCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [SkippableFact]
    public async Task Terminated_FinishesWhatIsRunning_AndEndsWith0()
    {
        Skip.If(OperatingSystem.IsWindows(), "ends the program by a signal");
        using var serve = await ServeProcess.StartAsync(ServeProcess.Call($"flowers={Model()}", "--batch-size", "4", "--batch-delay", "1500"));
        var prediction = serve.Client.PostAsync("/predict", RunningServer.Raw(SmallModel.Png)); // waits for others, in vain
        await Task.Delay(700);
        await serve.Program.SignalAsync("TERM");
        Assert.Equal(HttpStatusCode.OK, (await prediction).StatusCode);
        var run = (await serve.Program.EndAsync()).Expect(0);
        Assert.Equal("", run.Results);
        Assert.DoesNotContain("POST", run.Messages, StringComparison.Ordinal); // quiet unless asked
        Assert.DoesNotContain("API key", run.Messages, StringComparison.Ordinal); // nobody else can reach it
    }

    [Fact]
    public async Task PortInUse_IsWrongUsage()
    {
        using var serve = await ServeProcess.StartAsync(ServeProcess.Call(Model()));
        var second = ProgramCall.OfProject("Predictor", "serve", Model(), "--urls", $"http://127.0.0.1:{serve.Address.Port}");
        var run = (await second.RunAsync()).Expect(2);
        Assert.Contains($"Error: --urls: Failed to bind to address http://127.0.0.1:{serve.Address.Port}: address already in use.", run.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_ComesFromAFileOrTheEnvironment_NotFromTheCommandLine()
    {
        var file = _folder.Write("key.txt", "from-a-file-0123456789\n");
        using (var serve = await ServeProcess.StartAsync(ServeProcess.Call(Model(), "--api-key-file", file)))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await serve.Client.GetAsync("/models")).StatusCode);
            serve.Client.DefaultRequestHeaders.Add("X-Api-Key", "from-a-file-0123456789");
            Assert.Equal(HttpStatusCode.OK, (await serve.Client.GetAsync("/models")).StatusCode);
        }

        var call = ProgramCall.OfProject("Predictor", "serve", Model(), "--urls", "http://*:0").With("MLPIPELINE_API_KEY", "from-the-environment");
        using (var serve = await ServeProcess.StartAsync(call))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await serve.Client.GetAsync($"http://127.0.0.1:{serve.Address.Port}/models")).StatusCode);
        }

        var twice = await ServeProcess.Call(Model(), "--api-key-file", file).With("MLPIPELINE_API_KEY", "from-the-environment").RunAsync();
        Assert.Contains("given twice", twice.Expect(2).Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OtherMachines_WithoutAKey_AreWarnedOf()
    {
        var call = ProgramCall.OfProject("Predictor", "serve", Model(), "--urls", "http://0.0.0.0:0").With("MLPIPELINE_API_KEY", null);
        using var program = call.Start();
        await program.MessageAsync("^Warning: Other machines can reach this service, and there is no API key");
    }

    [Fact]
    public async Task WrongUsage_IsReportedAllAtOnce()
    {
        var run = await ProgramCall.OfProject(
            "Predictor", "serve", "missing.onnx", "a b.onnx", "--urls", "https://localhost:1", "--max-body", "0", "--max-images", "0", "--threads", "-1",
            "--request-timeout", "-3", "--api-key-file", "missing.txt").RunAsync();
        foreach (var fault in (string[])
            [
                "There is no model file 'missing.onnx'.", "A model is called 'a b'", "'https://localhost:1' is not http", "--max-body is 0; valid: 1 to 1,024.",
                "--max-images is 0; valid: 1 to 10,000.", "--threads is -1; valid: 0 to 1,024.", "--request-timeout is -3; valid: 0.1 to 3,600.",
                "--api-key-file: Could not find file",
            ])
        {
            Assert.Contains(fault, run.Expect(2).Messages, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task FileThatIsNoModel_FailsWithItsReason()
    {
        var run = await ServeProcess.Call(_folder.Write("model.onnx", "no model")).RunAsync();
        Assert.Contains("is not there: The model cannot be loaded", run.Expect(1).Messages, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private string Model() => _folder.Write("model.onnx", new SmallModel(1).ToBytes());
}
