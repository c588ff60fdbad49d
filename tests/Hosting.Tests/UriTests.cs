using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MLPipeline.Hosting.Tests;

public sealed class UriTests
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);
    private static readonly SmallModel Old = new(1);
    private static readonly SmallModel New = new(2);

    public static TheoryData<string, string> Faults() => new()
    {
        { "500", "answered 500 Internal Server Error instead of a model" },
        { "404", "answered 404 Not Found instead of a model" },
        { "page", "cannot be loaded as an ONNX network" },
        { "long", "sends more than the 20,000 bytes that are accepted (MaxModelBytes)" },
        { "long without length", "sends more than the 20,000 bytes that are accepted (MaxModelBytes)" },
        { "silent", "was not downloaded within 0.5 s (DownloadTimeout)" },
        { "cut off", "could not be downloaded: " },
        { "other classes", "they are the same in another order" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task BadAnswer_LeavesTheOldModelAndIsAskedForAgain(string fault, string reason)
    {
        await using var server = await ModelServer.StartAsync();
        server.Gives(Old);
        var options = RunningPool.Options with
        {
            MaxModelBytes = 20_000,
            DownloadTimeout = TimeSpan.FromSeconds(fault == "silent" ? 0.5 : 10),
        };
        await using var running = await RunningPool.StartAsync(
            models => models.FromUri("web", server.Address + "?key=secret", Period), options);
        Assert.True(running.Pool.GetModel("web").IsReady, $"{running.Pool.GetModel("web").Failure}");

        server.Answer = context => AnswerBadlyAsync(context, fault);
        await Eventually.TrueAsync(() => running.Pool.GetModel("web").Failure?.Reason.Contains(reason, StringComparison.Ordinal) == true,
            () => $"{fault}: {running.Pool.GetModel("web").Failure}");
        Assert.Equal(Old.Scores(), running.Pool.Predict("web", SmallModel.Png).Scores.ToArray());
        Assert.Equal(HealthStatus.Degraded, (await running.HealthAsync()).Status);
        Assert.DoesNotContain("secret", $"{running.Pool.GetModel("web")}", StringComparison.Ordinal);

        server.Gives(New);
        await Eventually.ServesAsync(running.Pool, New, "web");
        await Eventually.TrueAsync(() => running.Pool.GetModel("web").Failure is null);
    }

    [Fact]
    public async Task EntityTag_SparesTheDownload()
    {
        await using var server = await ModelServer.StartAsync();
        var model = Old;
        server.Answer = async context =>
        {
            var (current, tag) = (model, $"\"{model.Version}\"");
            context.Response.Headers.ETag = tag;
            if (context.Request.Headers.IfNoneMatch == tag)
            {
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }

            await context.Response.Body.WriteAsync(current.ToBytes());
        };
        await using var running = await RunningPool.StartAsync(models => models.FromUri(new Uri(server.Address), Period));
        await Eventually.TrueAsync(() => server.Sent.Count(status => status == 304) >= 2);
        model = New;
        await Eventually.ServesAsync(running.Pool, New);
        var before = server.Sent.Count;
        await Eventually.TrueAsync(() => server.Sent.Count > before + 1);
        Assert.Equal(2, server.Sent.Count(status => status == 200)); // each model once
        Assert.Null(running.Pool.GetModel().Failure);
    }

    /// <summary>"Not modified" says that the server is well again; it does not make a refused model better.</summary>
    [Fact]
    public async Task NotModified_EndsAFailureOfTheServerAndNotOneOfTheModel()
    {
        await using var server = await ModelServer.StartAsync();
        var (model, status) = (Old, 200);
        server.Answer = async context =>
        {
            var tag = $"\"{model.Version}\"";
            context.Response.StatusCode = status == 200 && context.Request.Headers.IfNoneMatch == tag ? 304 : status;
            context.Response.Headers.ETag = tag;
            if (context.Response.StatusCode == 200)
            {
                await context.Response.Body.WriteAsync(model.ToBytes());
            }
        };
        await using var running = await RunningPool.StartAsync(models => models.FromUri(server.Address, Period));
        string? Failure() => running.Pool.GetModel().Failure?.Reason;
        status = 503;
        await Eventually.TrueAsync(() => Failure()?.Contains("503", StringComparison.Ordinal) == true);
        status = 200;
        await Eventually.TrueAsync(() => Failure() is null);
        Assert.Equal(1, server.Sent.Count(sent => sent == 200));

        model = New with { Labels = ["rose", "daisy", "tulip"] };
        await Eventually.TrueAsync(() => Failure()?.Contains("another order", StringComparison.Ordinal) == true);
        status = 503;
        await Eventually.TrueAsync(() => Failure()?.Contains("503", StringComparison.Ordinal) == true);
        status = 200;
        await Eventually.TrueAsync(() => Failure()?.Contains("another order", StringComparison.Ordinal) == true);
        Assert.Equal(2, server.Sent.Count(sent => sent == 200)); // the refused one was not sent again
    }

    [Fact]
    public async Task Date_SparesTheDownload()
    {
        await using var server = await ModelServer.StartAsync();
        var modified = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        server.Answer = async context =>
        {
            if (context.Request.Headers.IfModifiedSince == modified.ToString("R", CultureInfo.InvariantCulture))
            {
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }

            context.Response.Headers.LastModified = modified.ToString("R", CultureInfo.InvariantCulture);
            await context.Response.Body.WriteAsync(Old.ToBytes());
        };
        await using var running = await RunningPool.StartAsync(models => models.FromUri(server.Address, Period));
        await Eventually.TrueAsync(() => server.Sent.Count(status => status == 304) >= 2, () => string.Join(' ', server.Sent));
        Assert.Equal(1, server.Sent.Count(status => status == 200));
    }

    [Fact]
    public async Task WithoutTagOrDate_TheHashDecides()
    {
        await using var server = await ModelServer.StartAsync();
        server.Gives(Old);
        await using var running = await RunningPool.StartAsync(models => models.FromUri(server.Address, Period));
        await Eventually.TrueAsync(() => server.Sent.Count >= 3);
        Assert.Equal(0, running.Sum("mlpipeline.model.swaps"));
        server.Gives(New);
        await Eventually.ServesAsync(running.Pool, New);
        Assert.Equal(1, running.Sum("mlpipeline.model.swaps"));
    }

    [Fact]
    public async Task Redirect_IsFollowedOnTheWeb()
    {
        await using var server = await ModelServer.StartAsync();
        server.Answer = context =>
        {
            if (context.Request.Path == "/elsewhere")
            {
                return context.Response.Body.WriteAsync(Old.ToBytes()).AsTask();
            }

            context.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        };
        await using var running = await RunningPool.StartAsync(models => models.FromUri(server.Address));
        Assert.Equal(Old.Hash(), running.Pool.GetModel().Version);
    }

    [Fact]
    public async Task Redirect_IsNotFollowedToAFile()
    {
        using var folder = new TemporaryFolder();
        var file = new Uri(folder.Write("model.onnx", New.ToBytes())).AbsoluteUri;
        await using var server = await ModelServer.StartAsync();
        server.Gives(Old);
        await using var running = await RunningPool.StartAsync(models => models.FromUri(server.Address));
        server.Answer = context =>
        {
            context.Response.Redirect(file);
            return Task.CompletedTask;
        };
        await Assert.ThrowsAsync<HttpRequestException>(() => running.Pool.ReloadAsync());
        Assert.Equal(Old.Hash(), running.Pool.GetModel().Version);
    }

    /// <summary>The host starts, says that it is not ready, and takes the model when the server is there.</summary>
    [Fact]
    public async Task ServerThatComesLater_IsWaitedFor()
    {
        string address;
        await using (var server = await ModelServer.StartAsync())
        {
            address = server.Address; // free again after this
        }

        await using var running = await RunningPool.StartAsync(models => models.FromUri("web", address, Period));
        Assert.Equal(HealthStatus.Unhealthy, (await running.HealthAsync()).Status);
        var error = Assert.Throws<ModelUnavailableException>(() => running.Pool.Predict("web", SmallModel.Png));
        Assert.Contains($"The model 'web' from '{address}' is not there: ", error.Message, StringComparison.Ordinal);

        await using var late = await ModelServer.StartAsync(new Uri(address).GetLeftPart(UriPartial.Authority));
        late.Gives(Old);
        await Eventually.ServesAsync(running.Pool, Old, "web");
        Assert.Equal(HealthStatus.Healthy, (await running.HealthAsync()).Status);
    }

    private static async Task AnswerBadlyAsync(HttpContext context, string fault)
    {
        var response = context.Response;
        switch (fault)
        {
            case "500" or "404":
                response.StatusCode = int.Parse(fault, CultureInfo.InvariantCulture);
                break;
            case "page":
                await response.WriteAsync("<!DOCTYPE html>Please log in");
                break;
            case "long":
                response.ContentLength = 20_001;
                await response.Body.WriteAsync(new byte[20_001]);
                break;
            case "long without length":
                await response.Body.WriteAsync(new byte[20_001]);
                break;
            case "silent":
                await Task.Delay(TimeSpan.FromSeconds(20), context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                break;
            case "cut off":
                response.ContentLength = 2_000;
                await response.Body.WriteAsync(New.ToBytes().AsMemory(0, 500));
                await response.Body.FlushAsync();
                context.Abort();
                break;
            case "other classes":
                await response.Body.WriteAsync((New with { Labels = ["rose", "daisy", "tulip"] }).ToBytes());
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(fault), fault, null);
        }
    }
}
