using System.Text.RegularExpressions;

namespace MLPipeline.Trainer;

/// <summary>A command as it can be typed again.</summary>
internal static partial class CommandText
{
    /// <summary>The program's name and its words; what a POSIX shell would take apart or expand stands in single quotes.</summary>
    /// <param name="words">What was typed after the program's name.</param>
    public static string Of(IEnumerable<string> words) => string.Join(' ', words.Select(Quote).Prepend("Trainer"));

    private static string Quote(string word) =>
        Plain().IsMatch(word) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"^[\w/\\.:,+=%@-]+$")]
    private static partial Regex Plain();
}
