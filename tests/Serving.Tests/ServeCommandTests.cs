using System.Net;

namespace MLPipeline.Serving.Tests;

public sealed class ServeCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [SkippableFact]
    public async Task Terminated_FinishesWhatIsRunning_AndEndsWith0()
    {
        Skip.If(OperatingSystem.IsWindows(), "ends the program by a signal");
        var call = ServeProcess.Call($"flowers={Model()}", "--batch-size", "4", "--batch-delay", "1500");
        using var serve = await ServeProcess.StartAsync(call);
        var prediction = serve.Client.PostAsync("/predict", RunningServer.Raw(SmallModel.Png)); // waits for others, in vain
        await Task.Delay(700);
        await serve.Program.SignalAsync("TERM");
        Assert.Equal(HttpStatusCode.OK, (await prediction).StatusCode);
        var run = (await serve.Program.EndAsync()).Expect(0);
        Assert.Equal("", run.Results);
        Words.Lack("POST", run.Messages); // quiet unless asked
        Words.Lack("API key", run.Messages); // nobody else can reach it
    }

    [Fact]
    public async Task PortInUse_IsWrongUsage()
    {
        using var serve = await ServeProcess.StartAsync(ServeProcess.Call(Model()));
        var second = ProgramCall.OfProject("Predictor", "serve", Model(), "--urls", $"http://127.0.0.1:{serve.Address.Port}");
        var run = (await second.RunAsync()).Expect(2);
        var address = $"http://127.0.0.1:{serve.Address.Port}";
        Words.Contain($"Error: --urls: Failed to bind to address {address}: address already in use.", run.Messages);
        Words.Lack("   at ", run.Messages);
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

        var call = ProgramCall.OfProject("Predictor", "serve", Model(), "--urls", "http://*:0")
            .With("MLPIPELINE_API_KEY", "from-the-environment");
        using (var serve = await ServeProcess.StartAsync(call))
        {
            using var answer = await serve.Client.GetAsync($"http://127.0.0.1:{serve.Address.Port}/models");
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }

        var empty = await ServeProcess.Call(Model()).With("MLPIPELINE_API_KEY", " ").RunAsync();
        Words.Contain("must have at least 16 characters", empty.Expect(2).Messages);
        var twice = await ServeProcess.Call(Model(), "--api-key-file", file).With("MLPIPELINE_API_KEY", "from-the-environment").RunAsync();
        Words.Contain("given twice", twice.Expect(2).Messages);
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
            "Predictor", "serve", "missing.onnx", "a b.onnx", "--urls", "https://localhost:1", "--max-body", "0", "--max-images", "0",
            "--threads", "-1", "--request-timeout", "-3", "--api-key-file", "missing.txt").RunAsync();
        foreach (var fault in (string[])
            [
                "There is no model file 'missing.onnx'.", "A model is called 'a b'", "'https://localhost:1' is not http",
                "--max-body is 0; valid: 1 to 1,024.", "--max-images is 0; valid: 1 to 10,000.", "--threads is -1; valid: 0 to 1,024.",
                "--request-timeout is -3; valid: 0.1 to 3,600.",
                "--api-key-file: Could not find file",
            ])
        {
            Words.Contain(fault, run.Expect(2).Messages);
        }
    }

    [Fact]
    public async Task FileThatIsNoModel_FailsWithItsReason()
    {
        var run = await ServeProcess.Call(_folder.Write("model.onnx", "no model")).RunAsync();
        Words.Contain("is not there: The model cannot be loaded", run.Expect(1).Messages);
    }

    public void Dispose() => _folder.Dispose();

    private string Model() => _folder.Write("model.onnx", new SmallModel(1).ToBytes());
}
