using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MLPipeline.Hosting;
using MLPipeline.Imaging;

namespace Worker;

/// <summary>
/// Looks into a folder every second and moves each image into <c>done</c>, or into <c>unreadable</c>, with a line in the log.
/// </summary>
internal sealed partial class InboxSorter(PredictionEnginePool pool, IConfiguration configuration, ILogger<InboxSorter> logger)
    : BackgroundService
{
    private readonly string _inbox = Path.GetFullPath(configuration["inbox"] ?? "inbox");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var done = Directory.CreateDirectory(Path.Combine(_inbox, "done")).FullName;
        var unreadable = Directory.CreateDirectory(Path.Combine(_inbox, "unreadable")).FullName;
        using var everySecond = new PeriodicTimer(TimeSpan.FromSeconds(1));
        do
        {
            foreach (var image in Directory.EnumerateFiles(_inbox).Order(StringComparer.Ordinal).ToList())
            {
                var folder = await ClassifyAsync(image, stoppingToken) ? done : unreadable;
                File.Move(image, Path.Combine(folder, Path.GetFileName(image)), overwrite: true);
            }
        }
        while (await everySecond.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<bool> ClassifyAsync(string image, CancellationToken cancellation)
    {
        try
        {
            var prediction = await pool.PredictAsync(image, cancellation);
            Classified(logger, Path.GetFileName(image), prediction.Label, prediction.Score);
            return true;
        }
        catch (ImageException fault)
        {
            Unreadable(logger, Path.GetFileName(image), fault.Reason);
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Image}: {Label} ({Score:P1})")]
    private static partial void Classified(ILogger logger, string image, string label, float score);

    [LoggerMessage(2, LogLevel.Warning, "{Image}: {Reason}")]
    private static partial void Unreadable(ILogger logger, string image, string reason);
}
