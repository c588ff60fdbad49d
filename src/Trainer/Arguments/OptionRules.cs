using System.CommandLine;

namespace MLPipeline.Trainer;

/// <summary>Says which options do not go together.</summary>
internal static class OptionRules
{
    /// <summary>Whether the user wrote the option.</summary>
    public static bool IsGiven(this ParseResult arguments, Option option) => arguments.GetResult(option) is { Implicit: false };

    /// <summary>Names the given ones among the options and why they cannot be here.</summary>
    public static IEnumerable<string> Refuse(this ParseResult arguments, string reason, params IEnumerable<Option> options)
    {
        string[] given = [.. options.Where(arguments.IsGiven).Select(option => option.Name)];
        if (given.Length > 0) yield return $"{string.Join(", ", given)}: {reason}";
    }

    /// <summary>A fault where the values of an option are limited to these.</summary>
    public static IEnumerable<string> Allow(this ParseResult arguments, Option<string?> option, string when, params string[] values)
    {
        if (arguments.GetValue(option) is { } value && !values.Contains(value, StringComparer.OrdinalIgnoreCase))
        {
            yield return $"{option.Name} is '{value}'; {when} valid values are {string.Join(", ", values)}.";
        }
    }

    /// <summary>Refuses any other value while the command line is read.</summary>
    public static void AcceptOnly(this Option<string?> option, params string[] values) => option.Validators.Add(result =>
    {
        if (result.Tokens is [var token] && !values.Contains(token.Value, StringComparer.OrdinalIgnoreCase))
        {
            result.AddError($"{option.Name} is '{token.Value}'; valid values are {string.Join(", ", values)}.");
        }
    });
}
