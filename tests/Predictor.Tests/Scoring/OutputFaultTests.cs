namespace MLPipeline.Predictor.Tests.Scoring;

/// <summary>Disks on which a table has no room, or may not be written.</summary>
public sealed class OutputFaultTests : IDisposable
{
    private readonly ScoredImages _images = new();
    private readonly string[] _options = ["--scores", "--top", "3", "--threads", "1", "--resume"];

    public OutputFaultTests()
    {
        for (var i = 0; i < 300; i++)
        {
            _images.Add($"{new string('x', 100)}/{i:000}.png", ScoredImages.Colour(i));
        }
    }

    [SkippableFact]
    public async Task FullDisk_IsAClearError_AndOnceThereIsRoomTheRunGoesOn()
    {
        using var disk = await SmallDisk.MountAsync(_images.PathOf("disk", "x"));
        var whole = _images.PathOf("whole.csv");
        await _images.ScoreAsync(whole, _options);
        Assert.InRange(new FileInfo(whole).Length, 40_000, 100_000); // more than is left at first, less than the disk has
        await disk.FillAsync(left: 28 * 1024);

        var output = disk.PathOf("scores.csv");
        var run = await _images.ScoreAsync(output, _options);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("No space left on device", run.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Messages, StringComparison.Ordinal); // no stack trace
        Assert.False(File.Exists(output));

        disk.Free();
        Assert.Equal(0, (await _images.ScoreAsync(output, _options)).ExitCode);
        Assert.Equal(ScoredImages.Read(whole), ScoredImages.Read(output));
    }

    [SkippableFact]
    public async Task ReadOnlyDisk_IsAClearError_AndNothingIsLeft()
    {
        using var disk = await SmallDisk.MountAsync(_images.PathOf("disk", "x"));
        var output = disk.PathOf("scores.csv");
        await disk.RemountAsync(isReadOnly: true);
        foreach (var options in (string[][])[_options, []])
        {
            var run = await _images.ScoreAsync(output, options);
            Assert.Equal(1, run.ExitCode);
            Assert.Contains("Read-only file system", run.Messages, StringComparison.Ordinal);
            Assert.Contains(disk.Path, run.Messages, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", run.Messages, StringComparison.Ordinal);
        }

        await disk.RemountAsync(isReadOnly: false);
        Assert.Empty(Directory.GetFileSystemEntries(disk.Path));
        Assert.Equal(0, (await _images.ScoreAsync(output, _options)).ExitCode);
    }

    public void Dispose() => _images.Dispose();
}
