using System.Text.Json;
using System.Text.Json.Serialization;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>What a sweep's folder says of it, after every step of every trial (docs/runs.md).</summary>
/// <param name="Command">What is tried, as the words of <c>train</c> that are the same for all trials.</param>
/// <param name="Trials">What differs.</param>
/// <param name="Plan">The steps.</param>
/// <param name="Scores">What is done, in the order in which it was done.</param>
internal sealed record SweepRecord(
    IReadOnlyList<string> Command, IReadOnlyList<SweepRecord.TriedValues> Trials, IReadOnlyList<Rung> Plan, IReadOnlyList<TrialScore> Scores)
{
    /// <summary>A trial's values by option.</summary>
    internal sealed record TriedValues(int Number, IReadOnlyDictionary<string, string> Values);

    /// <summary>The record of a sweep that has done nothing yet.</summary>
    public static SweepRecord Begin(IReadOnlyList<string> command, IEnumerable<Trial> trials, IReadOnlyList<Rung> plan) =>
        new(
            command,
            [.. trials.Select(trial => new TriedValues(trial.Number, trial.Values.ToDictionary(one => one.Option, one => one.Value)))],
            plan,
            []);

    /// <exception cref="RunException">The file cannot be understood.</exception>
    public static SweepRecord Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), SweepJson.Default.SweepRecord) ?? throw new JsonException("It says null.");
        }
        catch (JsonException error)
        {
            throw new RunException($"'{file}' was not written by 'sweep', or is damaged: {error.Message}", error);
        }
    }

    public void Write(ProgramConsole console, string file) => JsonOutput.Write(console, file, this, SweepJson.Default.SweepRecord);

    /// <summary>Whether it is the same sweep, however far either has come.</summary>
    public bool IsSame(SweepRecord other) => Beginning() == other.Beginning();

    private string Beginning() => JsonSerializer.Serialize(this with { Scores = [] }, SweepJson.Default.SweepRecord);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SweepRecord))]
internal sealed partial class SweepJson : JsonSerializerContext;
