using System.Text;
using MLPipeline.Terminal;

namespace MLPipeline.Predictor.Tests;

/// <summary>One run of the program in this process, with what it wrote.</summary>
internal sealed record PredictorRun(int ExitCode, string Results, string Messages)
{
    public static Task<PredictorRun> Of(params string[] arguments) => WithInput("", arguments);

    /// <param name="input">What the program is given on stdin.</param>
    /// <param name="arguments">The command line.</param>
    public static async Task<PredictorRun> WithInput(string input, params string[] arguments)
    {
        var results = new StringWriter { NewLine = "\n" };
        var messages = new StringWriter { NewLine = "\n" };
        var console = ProgramConsole.OfWriters(results, messages);
        console.OpenInput = () => new MemoryStream(Encoding.UTF8.GetBytes(input));
        var code = await PredictorProgram.Create(console).RunAsync(arguments, CancellationToken.None);
        return new PredictorRun(code, results.ToString(), messages.ToString());
    }
}
