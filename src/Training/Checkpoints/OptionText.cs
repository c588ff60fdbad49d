using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace MLPipeline.Training;

/// <summary>Options as texts, in the same words for the same content, so that runs can be compared.</summary>
public static class OptionText
{
    /// <summary>A value by its content, records with the name of their type: two values of the same text train the same.</summary>
    public static string Of(object? value) => value switch
    {
        null => "none",
        string text => text,
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        ITuple tuple => $"({string.Join(", ", Enumerable.Range(0, tuple.Length).Select(i => Of(tuple[i])))})",
        IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(Of))}]",
        _ => OfObject(value),
    };

    /// <summary>The public properties of an options object, in the order in which they are declared.</summary>
    public static IEnumerable<(string Name, string Value)> Properties(object options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.GetType().GetProperties().Select(property => (property.Name, Of(property.GetValue(options))));
    }

    private static string OfObject(object value)
    {
        var properties = Properties(value).Select(property => $"{property.Name} = {property.Value}");
        return $"{value.GetType().Name} {{ {string.Join(", ", properties)} }}";
    }
}
