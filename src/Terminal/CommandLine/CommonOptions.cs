using System.CommandLine;

namespace MLPipeline.Terminal;

/// <summary>Options that mean the same in every command that has them.</summary>
public static class CommonOptions
{
    /// <summary><c>--device</c>, one of the given names, the first by default.</summary>
    public static Option<string> Device(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return OneOf("--device", names, "Where the network is computed");
    }

    /// <summary>An option whose value is one of a few names, whatever their case; the first is the default.</summary>
    public static Option<string> OneOf(string name, IReadOnlyList<string> values, string description)
    {
        ArgumentNullException.ThrowIfNull(values);
        var option = new Option<string>(name)
        {
            Description = description,
            HelpName = string.Join('|', values),
            DefaultValueFactory = _ => values[0],
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !values.Contains(token.Value, StringComparer.OrdinalIgnoreCase))
            {
                result.AddError($"{name} is '{token.Value}'; valid values are {string.Join(", ", values)}.");
            }
        });
        return option;
    }

    /// <summary><c>--json FILE</c>, for <see cref="JsonOutput"/>.</summary>
    public static Option<string> JsonFile() => new("--json")
    {
        Description = "Write the results as JSON to this file; - for stdout",
        HelpName = "file",
    };
}
