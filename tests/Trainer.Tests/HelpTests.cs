using System.Text.RegularExpressions;

namespace MLPipeline.Trainer.Tests;

public sealed class HelpTests
{
    [Theory]
    [InlineData("")]
    [InlineData("train")]
    [InlineData("fine-tune")]
    [InlineData("find-rate")]
    [InlineData("featurize")]
    [InlineData("show")]
    [InlineData("evaluate")]
    [InlineData("interpret")]
    [InlineData("localize")]
    [InlineData("quantize")]
    [InlineData("sweep")]
    [InlineData("runs")]
    [InlineData("compare")]
    [InlineData("backbone")]
    [InlineData("backbone add")]
    [InlineData("backbone list")]
    [InlineData("backbone inspect")]
    [InlineData("backbone pull")]
    [InlineData("network")]
    [InlineData("network list")]
    [InlineData("network show")]
    [InlineData("benchmark")]
    [InlineData("benchmark train")]
    public async Task Help_IsAsWrittenDown(string command)
    {
        var run = await TrainerRun.Of([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        Assert.Equal((0, ""), (run.ExitCode, run.Messages));
        var text = Regex.Replace(run.Results, @"(?<=Usage:\n  )\S+", "Trainer"); // else the name of the process that runs the tests
        Golden.AssertSame($"help {command}".Trim().Replace(' ', '-') + ".txt", text);
    }
}
