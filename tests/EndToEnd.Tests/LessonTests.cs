namespace MLPipeline.EndToEnd.Tests;

/// <summary>The lesson of docs/lesson.md, as its script does it.</summary>
public class LessonTests
{
    [SkippableFact]
    public async Task Lesson_RunsToItsEnd_OnImagesWhoseNamesSayTheClass()
    {
        Skip.If(OperatingSystem.IsWindows(), "a shell script");
        using var workspace = new Workspace();
        var images = ShapeImages.WriteNamedTo(workspace.PathOf("pets"), perClass: 10);
        var trainer = workspace.Trainer([]);
        var run = await new ProgramCall("sh", [Repository.PathOf("samples", "pets", "lesson.sh"), images, workspace.PathOf("lesson")])
            .With("TRAINER", string.Join(' ', trainer.Arguments.Prepend(trainer.Program)))
            .With("BACKBONE", "resnet20-cifar10")
            .With("MLPIPELINE_HOME", workspace.PathOf("home"))
            .RunAsync();
        run.Expect(0);
        Assert.All(ShapeImages.Classes, name => Assert.Matches($"(?m)^{name} +8 +0 +2 +10 ", run.Results)); // what the names say, a fifth held out
        Assert.Contains("Train with --learning-rate", run.Results, StringComparison.Ordinal);
        Assert.Contains("McNemar's exact test", run.Results, StringComparison.Ordinal);
        string[] files = ["batch.png", "mistakes/top-losses.png", "rates.svg", "1-head/model.onnx", "2-one-rate/history.csv", "3-cycle/result.json"];
        Assert.All(files, file => Assert.True(File.Exists(workspace.PathOf(["lesson", .. file.Split('/')])), file));
    }
}
