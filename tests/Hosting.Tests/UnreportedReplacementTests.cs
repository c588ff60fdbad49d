namespace MLPipeline.Hosting.Tests;

public sealed class UnreportedReplacementTests
{
    /// <summary>
    /// No event tells of it, and length and time stay the same: a coarse clock gives two files written one after the other the same time.
    /// </summary>
    [SkippableFact]
    public async Task SameLengthAndTime_AreToldApartByTheirBytes()
    {
        Skip.If(OperatingSystem.IsWindows(), "moves a folder in which a file is open");
        using var folder = new TemporaryFolder();
        var place = new ModelPlace(folder);
        place.Put(Replacement.InPlace, new SmallModel(1).ToBytes());
        var written = File.GetLastWriteTimeUtc(place.Path);
        await using var running = await RunningPool.StartAsync(models => models.FromFile(place.Path));

        folder.Write("other/model.onnx", new SmallModel(2).ToBytes());
        File.SetLastWriteTimeUtc(folder.File("other", "model.onnx"), written);
        Directory.Move(folder.File("mount"), folder.File("gone"));
        Directory.Move(folder.File("other"), folder.File("mount"));
        await Eventually.ServesAsync(running.Pool, new SmallModel(2));
    }
}
