using System.Text.Json;
using MLPipeline.Imaging;

namespace MLPipeline.EndToEnd.Tests;

/// <summary>The scripts of <c>deploy/slurm</c> on a real Slurm, whose node dies.</summary>
public sealed class SlurmTests : IDisposable
{
    private const int Images = 320;
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(4);
    private static readonly IEnumerable<int> Parts = Enumerable.Range(1, 4);

    private readonly Workspace _workspace = new();

    [SkippableFact]
    public async Task Scoring_WhoseTaskAndWhoseNodeDie_IsRequeued_AndMergesToTheUndisturbedTable()
    {
        LongRun.Require();
        using var slurm = await LocalSlurm.StartAsync(_workspace.PathOf("slurm", "x"));
        var model = await _workspace.ModelAsync();
        var images = LargeImages(Images);
        using var memory = MemoryFolder.Create();
        var (undisturbed, output) = (_workspace.PathOf("undisturbed.csv"), memory.Path);
        (await _workspace.Predictor("score", model, images, "-o", undisturbed, "--top", "2").RunAsync()).Expect(3);

        var environment = Environment("PREDICTOR", "Predictor", ("MODEL", model), ("IMAGES", images), ("OUT", output));
        var job = await slurm.SubmitAsync(environment, "--array=1-4", Script("score"), "--top", "2");
        var merge = await slurm.SubmitAsync(environment, $"--dependency=afterok:{job}", Script("merge"));

        var first = await InTheMiddleAsync(output);
        await slurm.KillTaskAsync($"{job}_{first}", Part(output, first));
        Assert.False(File.Exists(Part(output, first)));

        var second = await InTheMiddleAsync(output, first);
        await slurm.KillNodeAsync(output);
        Assert.False(File.Exists(Part(output, second)));
        await slurm.StartNodeAsync();

        await slurm.EndAsync(merge, Long);
        Assert.Equal(File.ReadAllText(undisturbed), File.ReadAllText(Path.Combine(output, "scores.csv")));
        Assert.Equal(
            File.ReadAllText(Path.ChangeExtension(undisturbed, ".errors.csv")), File
                .ReadAllText(Path.Combine(output, "scores.errors.csv")));
        var rows = new[] { "scores.csv", "scores.errors.csv" }.Sum(file => File.ReadLines(Path.Combine(output, file)).Count() - 1);
        Assert.Equal(Images, rows);
    }

    [SkippableFact]
    public async Task Features_WhoseTaskDies_AreRequeued_AndGiveTheUndisturbedModel()
    {
        LongRun.Require();
        using var slurm = await LocalSlurm.StartAsync(_workspace.PathOf("slurm", "x"));
        var images = _workspace.Images(perClass: 60, size: 200);
        var undisturbed = await _workspace.TrainAsync(images, "undisturbed.onnx", "--no-cache", "--epochs", "5");
        var (features, model) = (_workspace.PathOf("features", "x"), _workspace.PathOf("model.onnx"));
        var environment = Environment("TRAINER", "Trainer", ("DATA", images), ("FEATURES", features), ("MODEL", model),
            ("MLPIPELINE_HOME", _workspace.PathOf("home")));
        var job = await slurm.SubmitAsync(environment, "--array=1-3", Script("featurize"));
        var train = await slurm.SubmitAsync(environment, $"--dependency=afterok:{job}", Script("train"), "--epochs", "5");
        await UntilAsync(() => Directory.Exists(features) && Directory.GetFiles(features, "*.tmp", SearchOption.AllDirectories).Length > 0);
        await slurm.KillTaskAsync($"{job}_1", features);
        await slurm.EndAsync(train, Long);
        Assert.Equal(undisturbed, await File.ReadAllBytesAsync(model));
    }

    public void Dispose() => _workspace.Dispose();

    private static string Script(string name) => Repository.PathOf("deploy", "slurm", name + ".sbatch");

    private static string Part(string folder, int number) => Path.Combine(folder, $"part-{number:0000}.csv");

    /// <summary>What the scripts want to know, and a program as it was built with these tests.</summary>
    private static Dictionary<string, string?> Environment(string variable, string project, params (string Name, string Value)[] more)
    {
        var call = ProgramCall.OfProject(project);
        return more.Select(entry => (entry.Name, (string?)entry.Value)).Append((variable, $"{call.Program} {call.Arguments[0]}"))
            .ToDictionary();
    }

    /// <summary>Waits until a part has some of its rows for good, but not all.</summary>
    /// <returns>Its number.</returns>
    private static async Task<int> InTheMiddleAsync(string output, int except = 0)
    {
        var found = 0;
        await UntilAsync(() => (found = Parts.FirstOrDefault(part => part != except && IsInTheMiddle(Part(output, part)))) > 0);
        return found;
    }

    private static bool IsInTheMiddle(string part)
    {
        var record = part + ".record.json";
        if (File.Exists(part) || !File.Exists(record))
        {
            return false;
        }

        using var json = JsonDocument.Parse(File.ReadAllBytes(record));
        return json.RootElement.GetProperty("counts").GetProperty("done").GetInt64() is > 0 and < Images / 4 / 2;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var wait = 0; wait < 12_000 && !condition(); wait++)
        {
            await Task.Delay(10);
        }

        Assert.True(condition());
    }

    /// <summary>Images that take a while each, so that there is a middle to be killed in.</summary>
    private string LargeImages(int count)
    {
        var folder = Path.GetDirectoryName(_workspace.PathOf("large", "x"))!;
        for (var i = 0; i < count; i++)
        {
            var pixels = new byte[1200 * 1200 * 3];
            Array.Fill(pixels, (byte)i);
            var png = ImageEncoder.EncodePng(new RgbImage(1200, 1200, pixels));
            File.WriteAllBytes(Path.Combine(folder, $"{i:000}.png"), i % 50 == 7 ? png[..^100] : png);
        }

        return folder;
    }
}
