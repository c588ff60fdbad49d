using System.Diagnostics;
using System.Globalization;
using MLPipeline.Imaging;
using MLPipeline.Inference;

// Latency MODEL CALLERS SECONDS PHOTO…: one engine, CALLERS threads that classify one photograph after the other; prints a line of figures.
// MODEL is one of the trainer, or the MobileNetV2 of the shared test material: 224 x 224, (x - 127.5) / 127.5.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var (model, callers, seconds, photos) = (args[0], int.Parse(args[1]), double.Parse(args[2]), args[3..]);
var foreign = new ForeignModel
{
    Input = new InputContract
    {
        Resize = ResizeRule.Squash(224, 224),
        Normalization = InputPreset.All.Single(preset => preset.Name == "inception").Normalization,
    },
};
var options = new PredictionEngineOptions { Foreign = foreign, ThreadsPerRun = callers == 1 ? 0 : 1 };
using var engine = new PredictionEngine(model, options);
var loaded = ResidentMegabytes();
_ = engine.Predict(photos[0]);
var idle = ResidentMegabytes();

var waits = new List<double>[callers];
var until = Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);
var threads = Enumerable.Range(0, callers).Select(caller => new Thread(() =>
{
    var own = waits[caller] = [];
    for (var i = caller; Stopwatch.GetTimestamp() < until; i++)
    {
        var start = Stopwatch.GetTimestamp();
        _ = engine.Predict(photos[i % photos.Length]);
        own.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }
})).ToArray();
Array.ForEach(threads, thread => thread.Start());
Array.ForEach(threads, thread => thread.Join());

double[] all = [.. waits.SelectMany(own => own).Order()];
var (half, worst, end) = (all[all.Length / 2], all[(int)(all.Length * 0.99)], ResidentMegabytes());
Console.WriteLine($$"""{"count": {{all.Length}}, "p50": {{half:F2}}, "p99": {{worst:F2}}, "loaded": {{loaded:F0}}, "idle": {{idle:F0}}, "resident": {{end:F0}}}""");

static double ResidentMegabytes()
{
    using var process = Process.GetCurrentProcess();
    return process.WorkingSet64 / 1048576.0;
}
