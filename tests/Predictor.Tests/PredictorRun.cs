using MLPipeline.Terminal;

namespace MLPipeline.Predictor.Tests;

/// <summary>One run of the program in this process, with what it wrote.</summary>
internal sealed record PredictorRun(int ExitCode, string Results, string Messages)
{
    public static async Task<PredictorRun> Of(params string[] arguments)
    {
        var results = new StringWriter { NewLine = "\n" };
        var messages = new StringWriter { NewLine = "\n" };
        var code = await PredictorProgram.Create(ProgramConsole.OfWriters(results, messages)).RunAsync(arguments, CancellationToken.None);
        return new PredictorRun(code, results.ToString(), messages.ToString());
    }
}
