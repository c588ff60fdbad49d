namespace MLPipeline.Training.Tests;

public class KilledRunTests
{
    /// <summary>A process of its own trains and is killed (SIGKILL) at random moments, also while it writes checkpoints, until it comes through.</summary>
    [SkippableFact]
    public async Task RunKilledAtRandomMoments_EndsWithTheBytesOfAnUndisturbedOne()
    {
        Skip.If(OperatingSystem.IsWindows(), "needs POSIX signals");
        using var folder = new TemporaryFolder();
        var undisturbed = folder.File("undisturbed");
        (await Call(folder.File("undisturbed.checkpoint"), undisturbed).RunAsync()).Expect(0);

        var result = folder.File("result");
        var checkpoint = folder.File("run.checkpoint");
        var random = new Random(20);
        var kills = 0;
        for (; kills < 5 && !File.Exists(result); kills++)
        {
            using var program = Call(checkpoint, result).Start();
            await program.MessageAsync("^started");
            await Task.Delay(random.Next(10, 120));
            await program.SignalAsync("KILL");
            await program.EndAsync();
        }

        Assert.True(kills >= 3, $"The run was over after {kills} kills; it must take longer for this test.");
        (await Call(checkpoint, result).RunAsync()).Expect(0);
        Assert.Equal(await File.ReadAllBytesAsync(undisturbed), await File.ReadAllBytesAsync(result));
    }

    private static ProgramCall Call(string checkpoint, string result) =>
        new("dotnet", typeof(KilledRunTests).Assembly.Location, checkpoint, result);
}
