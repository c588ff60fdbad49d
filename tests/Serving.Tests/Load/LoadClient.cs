using System.Diagnostics;
using System.Text.Json;

namespace MLPipeline.Serving.Tests;

/// <summary>
/// Callers that ask one after another, each as soon as it has its answer, over loopback and for a bounded time. Every answer is checked.
/// </summary>
internal sealed class LoadClient(HttpClient client, IReadOnlyList<byte[]> images, Action<int, JsonElement> check)
{
    /// <summary>Between two requests of a caller, so that a test need not take the whole machine.</summary>
    public TimeSpan Pause { get; init; }

    public async Task<LoadFigures> RunAsync(int callers, TimeSpan time)
    {
        var began = Stopwatch.GetTimestamp();
        var latencies = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(() => CallAsync(caller, began, time))));
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        double[] all = [.. latencies.SelectMany(one => one).Order()];
        return new LoadFigures(callers, all.Length / seconds, all[all.Length / 2], all[(int)(all.Length * 0.99)], all.Length);
    }

    private async Task<List<double>> CallAsync(int caller, long began, TimeSpan time)
    {
        var latencies = new List<double>();
        for (var i = caller; Stopwatch.GetElapsedTime(began) < time; i++)
        {
            var image = i % images.Count;
            var sent = Stopwatch.GetTimestamp();
            using var response = await client.PostAsync("/predict", RunningServer.Raw(images[image], "application/octet-stream"));
            var text = await response.Content.ReadAsByteArrayAsync();
            latencies.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}: {System.Text.Encoding.UTF8.GetString(text)}");
            using var answer = JsonDocument.Parse(text);
            check(image, answer.RootElement);
            if (Pause > TimeSpan.Zero) await Task.Delay(Pause);
        }

        return latencies;
    }
}

/// <param name="Callers">At once.</param>
/// <param name="PerSecond">Answers.</param>
/// <param name="Median">Milliseconds from the request to the whole answer.</param>
/// <param name="Percentile99">Milliseconds.</param>
/// <param name="Answers">In all.</param>
internal sealed record LoadFigures(int Callers, double PerSecond, double Median, double Percentile99, int Answers);
