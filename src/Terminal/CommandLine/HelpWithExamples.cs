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
        var output = parseResult.InvocationConfiguration.Output;
        var text = new StringWriter { NewLine = output.NewLine };
        parseResult.InvocationConfiguration.Output = text;
        var result = help.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output = output;
        output.Write(WithHeadings(text.ToString(), parseResult.CommandResult.Command));
        var examples = parseResult.CommandResult.Command switch
        {
            ProgramCommand command => command.Examples,
            RootCommand => examplesOfProgram,
            _ => [],
        };
        if (examples.Count > 0)
        {
            output.WriteLine("Examples:");
            foreach (var example in examples)
            {
                output.WriteLine($"  {example.Purpose}:");
                output.WriteLine($"    {example.CommandLine}");
            }
        }

        return result;
    }

    /// <summary>Breaks the one list of options where a group begins; the first group has the list's own heading.</summary>
    private static string WithHeadings(string text, Command command)
    {
        if (command is not ProgramCommand { Groups: { Count: > 1 } groups }) return text;
        var lines = text.Split('\n').ToList();
        foreach (var (heading, first) in groups.Skip(1))
        {
            var names = string.Join(", ", first.Aliases.Append(first.Name).Order(StringComparer.Ordinal));
            var place = lines.FindIndex(line => line.StartsWith($"  {names} ", StringComparison.Ordinal) || line.TrimEnd('\r') == $"  {names}");
            if (place > 0) lines.InsertRange(place, ["", $"{heading}:"]);
        }

        return string.Join('\n', lines);
    }
}
