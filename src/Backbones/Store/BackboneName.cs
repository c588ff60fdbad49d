using System.Text.RegularExpressions;

namespace MLPipeline.Backbones;

/// <summary>The rule for names: they are file names on every system, and never look like a path or a file.</summary>
internal static partial class BackboneName
{
    public const string Rule = "1 to 64 letters, digits, '-', '_' and '.', beginning with a letter or digit, not ending in '.' or '.onnx'";

    public static bool IsValid(string name)
        => Pattern().IsMatch(name) && !name.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) && !name.EndsWith('.');

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
