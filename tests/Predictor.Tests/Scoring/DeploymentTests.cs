using System.Text.Json;

namespace MLPipeline.Predictor.Tests.Scoring;

/// <summary>The manifest in <c>deploy/kubernetes</c>, as far as it can be checked without a cluster.</summary>
public sealed class DeploymentTests
{
    private static readonly string Manifest = Repository.PathOf("deploy", "kubernetes", "score-job.yaml");

    [SkippableFact]
    public async Task Manifest_IsAnIndexedJob_WhoseNumberOfPartsIsTheSameInBothPlaces()
    {
        const string script = "import json, sys, yaml; json.dump(list(yaml.safe_load_all(open(sys.argv[1]))), sys.stdout)";
        Skip.IfNot(OperatingSystem.IsLinux() && File.Exists("/usr/bin/python3"), "reads YAML with python3-yaml");
        var python = await new ProgramCall("/usr/bin/python3", "-c", script, Manifest).RunAsync();
        Skip.If(python.Messages.Contains("No module named 'yaml'", StringComparison.Ordinal), "needs python3-yaml");
        using var json = JsonDocument.Parse(python.Expect(0).Results);
        var job = Assert.Single(json.RootElement.EnumerateArray());
        Assert.Equal(("batch/v1", "Job"), (Text(job, "apiVersion"), Text(job, "kind")));
        var spec = job.GetProperty("spec");
        Assert.Equal("Indexed", Text(spec, "completionMode"));
        Assert.True(spec.GetProperty("backoffLimitPerIndex").GetInt32() > 0);
        var pod = spec.GetProperty("template").GetProperty("spec");
        Assert.Equal("Never", Text(pod, "restartPolicy")); // a back-off per index is refused with any other
        var container = Assert.Single(pod.GetProperty("containers").EnumerateArray());
        var variables = container.GetProperty("env").EnumerateArray().ToDictionary(entry => Text(entry, "name"), entry => Text(entry, "value"));
        Assert.Equal($"{spec.GetProperty("completions").GetInt32()}", variables["JOB_COMPLETIONS"]);
        Assert.All(["requests", "limits"], kind => Assert.NotEqual("", Text(container.GetProperty("resources").GetProperty(kind), "memory")));

        // Every volume is mounted, and those that are only read are read-only in both places.
        var volumes = pod.GetProperty("volumes").EnumerateArray().ToDictionary(
            entry => Text(entry, "name"), entry => IsReadOnly(entry.GetProperty("persistentVolumeClaim")));
        var mounts = container.GetProperty("volumeMounts").EnumerateArray().ToDictionary(entry => Text(entry, "name"), IsReadOnly);
        Assert.Equal(volumes, mounts);
        Assert.Equal(["images", "model"], volumes.Where(entry => entry.Value).Select(entry => entry.Key).Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task Manifest_ScoresWithACommandThatTheProgramUnderstands()
    {
        Skip.If(OperatingSystem.IsWindows(), "runs the container's shell command");
        using var images = new ScoredImages(count: 6);
        images.AddBad("bad.png");
        var folder = Path.GetDirectoryName(images.PathOf("out", "x"))!;
        var predictor = ProgramCall.OfProject("Predictor");
        var lines = File.ReadAllLines(Manifest).SkipWhile(line => !line.EndsWith("- |", StringComparison.Ordinal)).Skip(1).Take(2);
        var command = string.Join('\n', lines.Select(line => line.Trim()))
            .Replace("predictor ", $"{predictor.Program} '{predictor.Arguments[0]}' ", StringComparison.Ordinal)
            .Replace("/model/model.onnx", images.Model, StringComparison.Ordinal)
            .Replace("/images", images.Folder, StringComparison.Ordinal)
            .Replace("/out", folder, StringComparison.Ordinal);
        for (var index = 0; index < 2; index++)
        {
            var call = new ProgramCall("/bin/sh", "-c", command).With("JOB_COMPLETION_INDEX", $"{index}").With("JOB_COMPLETIONS", "2");
            (await call.RunAsync()).Expect(0); // a bad image does not fail the pod
        }

        var whole = images.PathOf("whole.csv");
        await images.ScoreAsync(whole);
        var parts = Enumerable.Range(0, 2).Select(index => ScoredImages.Read(Path.Combine(folder, $"part-000{index}.csv"))).ToArray();
        Assert.Equal(ScoredImages.Read(whole), (parts[0].Table + parts[1].Table, parts[0].Errors + parts[1].Errors));
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static bool IsReadOnly(JsonElement element) => element.TryGetProperty("readOnly", out var value) && value.GetBoolean();
}
