using System.Globalization;
using MLPipeline.Execution;

namespace MLPipeline.Training;

/// <summary>Everything that the result of a run depends on, as names and texts: a checkpoint is continued only where all of them are the same.</summary>
internal static class RunIdentity
{
    private const int MostDifferences = 8;

    public static SortedDictionary<string, string> Of(string description, NetworkTrainingOptions options, ITrainableNetwork network, TrainingImages train, TrainingImages? validation)
    {
        var identity = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["network"] = description,
            ["batch size"] = OptionText.Of(network.BatchSize),
            ["classes"] = OptionText.Of(network.Classes),
            ["values of an image"] = OptionText.Of(network.ImageLength),
        };
        foreach (var slot in network.Parameters.Slots)
        {
            identity[$"parameter {slot.Name}"] = string.Create(
                CultureInfo.InvariantCulture, $"{slot.Kind} [{string.Join(", ", slot.Dimensions)}] at {slot.Start}, {slot.Length} long");
        }

        foreach (var (name, value) in OptionText.Properties(options)) identity[$"option {name}"] = value;
        Add(identity, "training images", train);
        if (validation is not null) Add(identity, "validation images", validation);
        return identity;
    }

    /// <summary>What differs, one clause each; empty when nothing does.</summary>
    public static IReadOnlyList<string> Differences(IReadOnlyDictionary<string, string> now, IReadOnlyDictionary<string, string> then)
    {
        var differences = now.Keys.Union(then.Keys, StringComparer.Ordinal)
            .Where(name => now.GetValueOrDefault(name) != then.GetValueOrDefault(name))
            .Order(StringComparer.Ordinal)
            .Select(name => $"{name}: {then.GetValueOrDefault(name) ?? "missing"} in the checkpoint, {now.GetValueOrDefault(name) ?? "missing"} now")
            .ToList();
        return differences.Count <= MostDifferences
            ? differences
            : [.. differences.Take(MostDifferences), $"and {differences.Count - MostDifferences} more"];
    }

    private static void Add(SortedDictionary<string, string> identity, string name, TrainingImages images)
    {
        var pixels = images.Pixels;
        identity[name] = string.Create(CultureInfo.InvariantCulture, $"{pixels.Count} of {pixels.Height} x {pixels.Width} x {pixels.Channels}");
        identity[$"{name}: content"] = pixels.ContentSha256;
        identity[$"{name}: preparation"] = images.Preparation.Description;
        identity[$"{name}: mixing"] = images.Mixing?.Description ?? "none";
    }
}
