using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace MLPipeline.Terminal;

/// <summary>The usual help, with examples at its end.</summary>
internal sealed class HelpWithExamples(HelpAction help, IReadOnlyList<CommandExample> examplesOfProgram) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var result = help.Invoke(parseResult);
        var examples = parseResult.CommandResult.Command switch
        {
            ProgramCommand command => command.Examples,
            RootCommand => examplesOfProgram,
            _ => [],
        };
        if (examples.Count > 0)
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var example in examples)
            {
                output.WriteLine($"  {example.Purpose}:");
                output.WriteLine($"    {example.CommandLine}");
            }
        }

        return result;
    }
}
