using System.Text.Json;

namespace MLPipeline.Trainer.Tests;

/// <summary>Trying combinations of options, from the command line to the model.</summary>
public sealed class SweepTests : IDisposable
{
    private static readonly string[] Names = ["--learning-rate", "--augment", "--batch-size"];

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void AllCombinations_AreTriedInOrder()
    {
        var trials = TrialChoice.Of([Option("learning-rate=0.1,0.2"), Option("--augment=none; pad-crop:4,flip ;flip")], count: null, seed: 0);
        Assert.Equal(
            [
                "learning-rate 0.1, augment none", "learning-rate 0.1, augment pad-crop:4,flip", "learning-rate 0.1, augment flip",
                "learning-rate 0.2, augment none", "learning-rate 0.2, augment pad-crop:4,flip", "learning-rate 0.2, augment flip",
            ],
            trials.Select(trial => trial.Title));
        Assert.Equal([1, 2, 3, 4, 5, 6], trials.Select(trial => trial.Number));
    }

    [Fact]
    public void Drawn_FollowTheSeed_DifferAndSpreadByRatio()
    {
        VariedOption[] options = [Option("learning-rate=1e-5..1e-1"), Option("batch-size=8..16")];
        var trials = TrialChoice.Of(options, count: 400, seed: 7);
        Assert.Equal(trials.Select(trial => trial.Title), TrialChoice.Of(options, count: 400, seed: 7).Select(trial => trial.Title));
        Assert.NotEqual(trials[0].Title, TrialChoice.Of(options, count: 400, seed: 8)[0].Title);
        Assert.Equal(400, trials.Select(trial => trial.Title).Distinct().Count());
        var rates = trials.Select(trial => double.Parse(trial.Values[0].Value, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.All(rates, rate => Assert.InRange(rate, 1e-5, 1e-1));
        Assert.InRange(rates.Count(rate => rate < 1e-3), 160, 240); // the middle by ratio; four standard deviations of Binomial(400, 1/2)
        Assert.Equal(9, trials.Select(trial => int.Parse(trial.Values[1].Value, System.Globalization.CultureInfo.InvariantCulture)).Where(size => size is >= 8 and <= 16).Distinct().Count());

        // There are only six: more are not invented.
        Assert.Equal(6, TrialChoice.Of([Option("learning-rate=0.1,0.2"), Option("augment=a,b,c")], count: 50, seed: 1).Count);
    }

    [Theory]
    [InlineData(9, 27, 3, "9x3 3x9 1x27")] // Jamieson & Talwalkar: a third of them, three times as long
    [InlineData(8, 16, 2, "8x2 4x4 2x8 1x16")]
    [InlineData(10, 9, 3, "10x1 3x3 1x9")]
    [InlineData(9, 2, 3, "9x2")] // too short to be divided
    [InlineData(9, 4, 3, "9x1 3x4")]
    [InlineData(2, 30, 3, "2x30")]
    [InlineData(9, 27, 1, "9x27")]
    public void HalvingPlan_TrainsFewerTrialsLonger(int trials, int epochs, int reduction, string plan) =>
        Assert.Equal(plan, string.Join(' ', HalvingPlan.Of(trials, epochs, reduction).Select(rung => $"{rung.Trials}x{rung.EpochsOf(epochs)}")));

    [Fact]
    public void Ranking_BreaksTies_AndPutsFailuresLast()
    {
        TrialScore[] scores =
        [
            new(1, 0, 1, double.NaN, double.NaN, 1, "diverged"), new(2, 0, 1, 0.5, 0.9, 1, null), new(3, 0, 1, 0.7, 0.9, 1, null),
            new(4, 0, 1, 0.7, 0.8, 1, null), new(5, 0, 1, 0.6, 0.1, 1, null), new(6, 0, 1, 0.7, 0.9, 1, null),
        ];
        Assert.Equal([4, 3, 6, 5, 2, 1], TrialScore.Ranked(scores, byLoss: false).Select(score => score.Trial));
        Assert.Equal([5, 4, 3, 6, 2, 1], TrialScore.Ranked(scores, byLoss: true).Select(score => score.Trial));
    }

    [Fact]
    public void Ranking_OfTrialsAtTheSameStart_LooksAtWhatTheyHaveTrained()
    {
        TrialScore[] scores =
        [
            new(1, 0, 1, 0.9, 0.3, 1, null) { Trained = new(0.5, 1) }, new(2, 0, 1, 0.9, 0.3, 1, null) { Trained = new(0.8, 0.7) },
            new(3, 0, 1, 0.9, 0.3, 1, null) { Trained = new(0.7, 0.4) }, new(4, 0, 1, 0.95, 0.9, 1, null),
            new(5, 0, 1, 0.9, 0.3, 1, null) { Trained = new(0.8, double.NaN) },
        ];
        Assert.Equal([4, 2, 5, 3, 1], TrialScore.Ranked(scores, byLoss: false).Select(score => score.Trial));
        Assert.Equal([3, 2, 1, 5, 4], TrialScore.Ranked(scores, byLoss: true).Select(score => score.Trial));
    }

    [SkippableFact]
    public async Task Sweep_KilledAndResumed_EndsWithTheModelThatTrainMakes()
    {
        Skip.If(OperatingSystem.IsWindows(), "signals are sent otherwise there");
        var images = _workspace.Images(perClass: 30, size: 16);
        string[] way =
        [
            images, "--network", "resnet14", "--from-scratch", "--image-size", "16", "--batch-size", "16", "--epochs", "6", "--test-fraction", "0.1",
            "--augment", "flip",
        ];
        string[] varied = ["--vary", "learning-rate=1e9,0.05,1e-6,1e-7", "--reduction", "2"];
        var (sweep, model, json) = (_workspace.PathOf("sweeps", "rates"), _workspace.PathOf("best.onnx"), _workspace.PathOf("sweep.json"));
        using (var running = _workspace.Trainer(["sweep", .. way, .. varied, "--run", sweep]).Start())
        {
            await running.MessageAsync("^Trial 2 ");
            await running.SignalAsync("KILL");
            await running.EndAsync();
        }

        var again = await TrainerRun.Of(["sweep", .. way, .. varied, "--run", sweep]);
        Assert.Equal(2, again.ExitCode);
        Assert.Contains("holds a sweep; --resume goes on with it", again.Messages, StringComparison.Ordinal);
        var other = await TrainerRun.Of(["sweep", .. way, "--balance", .. varied, "--run", sweep, "--resume"]);
        Assert.Equal(1, other.ExitCode);
        Assert.Contains("holds another sweep", other.Messages, StringComparison.Ordinal);

        var resumed = await TrainerRun.Of(["sweep", .. way, .. varied, "--run", sweep, "--resume", "-o", model, "--json", json]);
        Assert.True(resumed.ExitCode == 0, resumed.Messages);
        Assert.DoesNotContain("Trial 2 (learning-rate 0.05): accuracy", resumed.Messages.Split("Step 2")[0], StringComparison.Ordinal); // done before
        var report = Workspace.Json(json);
        var trials = report.GetProperty("trials").EnumerateArray().ToDictionary(trial => trial.GetProperty("number").GetInt32());
        Assert.Equal(2, report.GetProperty("bestTrial").GetInt32());
        Assert.Contains("A gradient is infinite or not a number", trials[1].GetProperty("failure").GetString(), StringComparison.Ordinal);
        Assert.Equal(6, trials[2].GetProperty("epochs").GetInt32());
        Assert.Equal([2, 2, 3, 6], trials.Values.Select(trial => trial.GetProperty("epochs").GetInt32()).Order()); // 4 trials to epoch 2, 2 to 3, 1 to 6
        Assert.Matches(@"(?m)^ +2 +0\.05 +6 .* trained to the end", resumed.Results);
        Assert.Matches("(?m)^ +1 +1e9 .* failed", resumed.Results);

        Assert.Equal([false, true, false, false], Enumerable.Range(1, 4).Select(trial => File.Exists(Path.Combine(sweep, $"trial-0{trial}", "report", "report.html"))));

        // What was trained in pieces beside others is what 'train' makes of the same options in one go, and so is every figure.
        var (alone, figures) = (_workspace.PathOf("alone.onnx"), _workspace.PathOf("alone.json"));
        string[] options = [.. way, "--learning-rate", "0.05", "--val-fraction", "0.2"];
        Assert.Equal(0, (await TrainerRun.Of(["train", .. options, "-o", alone, "--json", figures])).ExitCode);
        Assert.Equal(File.ReadAllBytes(alone), File.ReadAllBytes(model));
        Assert.Equal(Workspace.Json(figures).GetProperty("logLoss").GetDouble(), report.GetProperty("logLoss").GetDouble());
        Assert.Contains("resnet14, sweep", (await TrainerRun.Of("runs", _workspace.PathOf("sweeps"))).Results, StringComparison.Ordinal);
        var options2 = Workspace.Json(Path.Combine(sweep, "trial-02", "options.json")).GetProperty("command").EnumerateArray().Select(word => word.GetString());
        Assert.Equal(["train", "--learning-rate", "0.05", "--run", Path.Combine(sweep, "trial-02"), "--val-fraction", "0.2", .. way], options2);
        using var document = JsonDocument.Parse(File.ReadAllBytes(json));
        Golden.AssertSame("sweep.json.txt", JsonFields.Of(document));
    }

    [Fact]
    public async Task FrozenBackbone_TriesEachOnce()
    {
        var run = await TrainerRun.Of(
            "sweep", _workspace.Images(), "--vary", "l2=0.001,1", "--vary", "balance=true,false", "--epochs", "10", "--cache", _workspace.PathOf("cache"), "--run",
            _workspace.PathOf("sweep"), "--by", "loss");
        Assert.True(run.ExitCode == 0, run.Messages);
        Assert.Contains("Step 1 of 1: 4 trials", run.Messages, StringComparison.Ordinal);
        Assert.Equal(4, run.Results.Split("trained to the end").Length - 1);
        var scores = Workspace.Json(_workspace.PathOf("sweep", "result.json")).GetProperty("trials").EnumerateArray();
        var losses = scores.Select(score => score.GetProperty("validationLogLoss").GetDouble()).ToArray();
        Assert.Equal(losses.Order(), losses);
    }

    [Theory]
    [InlineData("--quiet sweep --run RUN --vary l2=0.01,1 --resume IMAGES --epochs 5")]
    [InlineData("sweep -q --epochs=5 --vary=l2=0.01,1 --run=RUN -- IMAGES")]
    public async Task WordsInAnyOrder_AreThoseOfTheTrials(string command)
    {
        var (images, folder) = (_workspace.Images(), _workspace.PathOf("sweep"));
        var words = command.Replace("IMAGES", images, StringComparison.Ordinal).Replace("RUN", folder, StringComparison.Ordinal).Split(' ');
        var run = await TrainerRun.Of(words);
        Assert.True(run.ExitCode == 0, run.Messages);
        Assert.Equal(2, run.Results.Split("trained to the end").Length - 1);

        // The command that a trial leaves behind is one that can be typed.
        var left = Workspace.Json(Path.Combine(folder, "trial-01", "options.json")).GetProperty("command").EnumerateArray().Select(word => word.GetString()!).ToList();
        Assert.Contains(images, left);
        Assert.DoesNotContain(left, word => word is "-q" or "--quiet" or "--resume" or "--vary");
        left[left.IndexOf("--run") + 1] = _workspace.PathOf("again");
        Assert.Equal(0, (await TrainerRun.Of([.. left])).ExitCode);
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(folder, "trial-01", "model.onnx")), File.ReadAllBytes(_workspace.PathOf("again", "model.onnx")));
    }

    [Theory]
    [InlineData("--vary l2", "--vary is 'l2'; its form is NAME=VALUE")]
    [InlineData("--vary seed=1,2", "'--seed' is none of the options that can vary: ")]
    [InlineData("--vary l2=0.1,,1", "has an empty value, or one twice")]
    [InlineData("--vary l2=1..0.1 --trials 3", "a range goes from a number above 0 to a larger one")]
    [InlineData("--vary l2=0.1..1", "say how many --trials there are")]
    [InlineData("--vary l2=0.1", "--vary makes 1 combinations")]
    [InlineData("--vary l2=0.1,1 --l2 1", "--l2 is given, and varied as well")]
    [InlineData("--vary l2=0.1,1 --vary l2=2,3", "--vary names --l2 2 times")]
    [InlineData("--vary l2=0.1,1 --trials 1 --reduction 0", "--reduction is 0; it must be at least 1.")]
    [InlineData("--vary l2=0.1,x", "Trial 2 (l2 x): Cannot parse argument 'x' for option '--l2'")]
    [InlineData("--vary schedule=cosine,step:2", "Trial 2 (schedule step:2): ")]
    [InlineData("--vary l2=0.1,1 --network resnet14 --from-scratch", "Trial 1 (l2 0.1): --l2: ")]
    public async Task WhatCannotBeTried_IsRefused(string arguments, string message)
    {
        var run = await TrainerRun.Of(["sweep", "DIR", "--run", _workspace.PathOf("sweep"), .. arguments.Split(' ')]);
        Assert.Equal((2, ""), (run.ExitCode, run.Results));
        Assert.Contains(message, run.Messages, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_workspace.PathOf("sweep", "trial-01")));
    }

    private static VariedOption Option(string text)
    {
        var faults = new List<string>();
        var option = VariedOption.Read(text, Names, faults);
        Assert.Empty(faults);
        return option!;
    }
}
