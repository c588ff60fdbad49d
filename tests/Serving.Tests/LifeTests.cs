using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MLPipeline.Hosting;

namespace MLPipeline.Serving.Tests;

public sealed class LifeTests
{
    // A lonely prediction takes so long, since it waits for others.
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Stop_FirstSaysSo_ThenFinishesWhatIsRunning()
    {
        await using var running = await RunningServer.StartAsync(options => options with
        {
            MicroBatches = new MicroBatchOptions { MaxDelay = Wait },
            ShutdownDelay = TimeSpan.FromSeconds(1),
        });
        Assert.Equal("{\"status\":\"ready\"}", (await running.GetAsync("/health/ready")).Text);
        var prediction = running.PostAsync(RunningServer.Raw(SmallModel.Png));
        await Task.Delay(200);
        var stopping = running.Server.StopAsync();
        var ready = await running.GetAsync("/health/ready");
        Assert.Equal((503, "{\"status\":\"stopping\"}"), (ready.Status, ready.Text));
        Assert.Equal("{\"status\":\"live\"}", (await running.GetAsync("/health/live")).Text);
        Assert.Equal(200, (await prediction).Status);
        Assert.True(await stopping);
        await Assert.ThrowsAsync<HttpRequestException>(() => running.GetAsync("/health/live"));
    }

    [Fact]
    public async Task Stop_CutsOffWhatTakesLongerThanItMay()
    {
        await using var running = await RunningServer.StartAsync(options => options with
        {
            MicroBatches = new MicroBatchOptions { MaxDelay = TimeSpan.FromSeconds(50) },
            ShutdownTimeout = TimeSpan.FromMilliseconds(300),
        });
        var prediction = running.PostAsync(RunningServer.Raw(SmallModel.Png));
        await Task.Delay(500);
        Assert.False(await running.Server.StopAsync());
        await Assert.ThrowsAnyAsync<Exception>(() => prediction);
    }

    [Fact]
    public async Task FileThatIsNoModel_KeepsTheServerFromStarting()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("model.onnx", "no model");
        var options = new ImageServerOptions { Models = [new("a", path)], Urls = ["http://127.0.0.1:0"] };
        await Assert.ThrowsAsync<ModelUnavailableException>(() => ImageServer.StartAsync(options));
    }

    [Fact]
    public async Task PortInUse_IsSaid()
    {
        await using var running = await RunningServer.StartAsync();
        var error = await Assert.ThrowsAsync<ServerAddressException>(
            () => RunningServer.StartAsync(options => options with { Urls = [$"http://127.0.0.1:{running.Port}"] }));
        Assert.Contains("address already in use", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Log_IsQuiet_UnlessEveryRequestIsWanted()
    {
        await using var quiet = await RunningServer.StartAsync();
        await quiet.GetAsync("/models");
        Words.Begin("Model flowers from", Assert.Single(quiet.Log.Of(LogLevel.Information)));

        await using var loud = await RunningServer.StartAsync(options => options with { LogRequests = true });
        await loud.GetAsync("/models/secret%0aname");
        await Eventually.TrueAsync(() => loud.Log.Of(LogLevel.Information).Count == 2); // written when the answer is on its way
        Assert.Matches("^GET /models/{name} 404 [0-9.]+ ms$", loud.Log.Of(LogLevel.Information)[1]);
    }

    [Fact]
    public async Task FaultOfTheServer_Is500_WithoutItsWords()
    {
        var log = new LogLines();
        var options = new ImageServerOptions { Models = [] };
        var door = new RequestDoor(options, new ServerState(), log);
        var context = new DefaultHttpContext { Response = { Body = new MemoryStream() } };
        await door.PassAsync(context, _ => throw new InvalidOperationException("/secret/path"));
        context.Response.Body.Position = 0;
        var text = await new StreamReader(context.Response.Body).ReadToEndAsync();
        Assert.Equal(500, context.Response.StatusCode);
        Assert.Equal("{\"title\":\"Internal Server Error\",\"status\":500,\"detail\":\"The server failed; its log says why.\"}", text);
        Assert.Single(log.Of(LogLevel.Error));
    }

    [Fact]
    public async Task OpenApiDocument_HasEveryRoute_AndNoOther()
    {
        await using var running = await RunningServer.StartAsync();
        var document = (await running.GetAsync("/openapi.json")).Json;
        var described = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {path.Name}"));
        var mapped = running.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => $"{endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0]} {endpoint.RoutePattern.RawText}");
        Assert.Equal(mapped.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));

        // Every reference leads somewhere.
        var schemas = document.GetProperty("components").GetProperty("schemas");
        foreach (var reference in References(document))
        {
            Words.Begin("#/components/schemas/", reference);
            Assert.True(schemas.TryGetProperty(reference.Split('/')[^1], out _), reference);
        }
    }

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject()
            .SelectMany(member => member.NameEquals("$ref") ? [member.Value.GetString()!] : References(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
