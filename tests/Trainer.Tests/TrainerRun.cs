using MLPipeline.Terminal;

namespace MLPipeline.Trainer.Tests;

/// <summary>One run of the program in this process, with what it wrote.</summary>
internal sealed record TrainerRun(int ExitCode, string Results, string Messages)
{
    public static async Task<TrainerRun> Of(params string[] arguments)
    {
        var results = new StringWriter { NewLine = "\n" };
        var messages = new StringWriter { NewLine = "\n" };
        var code = await TrainerProgram.Create(ProgramConsole.OfWriters(results, messages)).RunAsync(arguments, CancellationToken.None);
        return new TrainerRun(code, results.ToString(), messages.ToString());
    }
}
