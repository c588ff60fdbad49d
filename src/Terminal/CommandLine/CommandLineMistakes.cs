using System.CommandLine;
using System.CommandLine.Parsing;

namespace MLPipeline.Terminal;

/// <summary>What is wrong with a command line, one sentence each, with the nearest valid name where there is one.</summary>
internal static class CommandLineMistakes
{
    public static IReadOnlyList<string> Of(ParseResult parsed)
    {
        var mistakes = new List<string>();
        var strangers = parsed.UnmatchedTokens.Concat(OptionsTakenForArguments(parsed)).ToArray();
        foreach (var token in strangers)
        {
            var kind = IsOption(token) ? "option" : parsed.CommandResult.Command.Subcommands.Count > 0 ? "command" : "argument";
            mistakes.Add($"Unknown {kind} '{token}'.{NearestName.Suggestion(token, NamesIn(parsed.CommandResult))}");
        }

        mistakes.AddRange(parsed.Errors.Where(error => !IsAboutStrangers(error, strangers)).Select(error => error.Message));
        return mistakes;
    }

    /// <summary>Whether the parser complains about an unknown word, or about the command that it was meant to be.</summary>
    private static bool IsAboutStrangers(ParseError error, string[] strangers) =>
        error.SymbolResult is CommandResult result
        && strangers.Any(token => result.Command.Subcommands.Count > 0 || error.Message.Contains($"'{token}'", StringComparison.Ordinal));

    /// <summary>The parser gives a misspelt option to an argument that takes any text. After <c>--</c> that is what the user wants.</summary>
    private static IEnumerable<string> OptionsTakenForArguments(ParseResult parsed) =>
        parsed.Tokens.Any(token => token.Type == TokenType.DoubleDash)
            ? []
            : parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value).Where(IsOption);

    private static bool IsOption(string token) => token.Length > 1 && token[0] == '-';

    private static IEnumerable<string> NamesIn(CommandResult result)
    {
        var own = result.Command.Options.Concat(Ancestors(result).SelectMany(command => command.Options).Where(option => option.Recursive));
        return own.SelectMany(option => option.Aliases.Prepend(option.Name)).Concat(result.Command.Subcommands.Select(command => command.Name));
    }

    private static IEnumerable<Command> Ancestors(CommandResult result)
    {
        for (var parent = result.Parent as CommandResult; parent is not null; parent = parent.Parent as CommandResult)
        {
            yield return parent.Command;
        }
    }
}
