using System.Text.RegularExpressions;

namespace MLPipeline.Datasets;

/// <summary>A user's regular expression that takes one name (a label, a group) out of a file's name or path.</summary>
internal sealed class NamePattern
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    private readonly string _what;
    private readonly Regex _regex;
    private readonly int _group;
    private readonly PatternTarget _target;
    private bool _timedOut;

    private NamePattern(string what, Regex regex, int group, PatternTarget target) => (_what, _regex, _group, _target) = (what, regex, group, target);

    public int Matches { get; private set; }

    /// <param name="what">"label" or "group": the name that the capturing group may bear, and the word used in messages.</param>
    /// <param name="pattern">Null gives null.</param>
    /// <param name="target">What the pattern is applied to.</param>
    /// <param name="faults">Takes what is wrong with the pattern; null is then returned.</param>
    public static NamePattern? Create(string what, string? pattern, PatternTarget target, List<DatasetFault> faults)
    {
        if (pattern is null)
            return null;

        try
        {
            var regex = new Regex(pattern, RegexOptions.CultureInvariant, Timeout);
            var group = regex.GroupNumberFromName(what);
            var groups = regex.GetGroupNumbers().Length - 1;
            if (group > 0 || groups == 1)
                return new NamePattern(what, regex, group > 0 ? group : regex.GetGroupNumbers()[1], target);

            faults.Add(new(DatasetFaultKind.Pattern, $"{what} pattern '{pattern}'", $"has {groups} groups instead of one",
                $"Put round brackets around the {what}, or name the right group (?<{what}>…)"));
        }
        catch (ArgumentException e)
        {
            faults.Add(new(DatasetFaultKind.Pattern, $"{what} pattern '{pattern}'", $"is no regular expression ({e.Message.TrimEnd('.')})",
                @"Write it like ^(.+)_\d+\.jpg$"));
        }

        return null;
    }

    /// <summary>The captured name, or null when the pattern does not match or captures nothing.</summary>
    public string? Find(string relativePath, List<DatasetFault> faults)
    {
        if (_timedOut) // A million files at a second each would look like a hang.
            return null;

        var text = _target == PatternTarget.FileName ? relativePath[(relativePath.LastIndexOf('/') + 1)..] : relativePath;
        try
        {
            if (_regex.Match(text).Groups[_group] is not { Success: true, Value: { Length: > 0 } name })
                return null;

            Matches++;
            return name;
        }
        catch (RegexMatchTimeoutException)
        {
            _timedOut = true;
            faults.Add(new(DatasetFaultKind.Pattern, $"{_what} pattern '{_regex}'", $"took longer than {Timeout.TotalSeconds:0} s on '{text}'",
                "Avoid nested repetition such as (a+)+"));
            return null;
        }
    }

    /// <summary>A pattern that fits no file at all is a mistake, whatever else happens.</summary>
    public void CheckMatches(IEnumerable<string> relativePaths, List<DatasetFault> faults)
    {
        if (Matches > 0 || _timedOut || relativePaths.FirstOrDefault() is not { } example)
            return;

        faults.Add(new(DatasetFaultKind.Pattern, $"{_what} pattern '{_regex}'", $"matches none of the images, for example not '{example}'",
            _target == PatternTarget.FileName ? "It is applied to the file name with its extension" : "It is applied to the path below the root, with '/'"));
    }
}
