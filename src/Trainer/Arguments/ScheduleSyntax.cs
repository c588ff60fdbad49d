using System.Globalization;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>The values of <c>--schedule</c>: a name, and numbers after colons that have defaults.</summary>
internal static class ScheduleSyntax
{
    private static readonly Schedule[] Schedules =
    [
        new("cosine", 0, _ => new CosineLRDecay()),
        new("constant", 0, _ => new ConstantLearningRate()),
        new("step[:FACTOR[:EPOCH]...]", int.MaxValue, values => new StepLRDecay { DecayRate = values.Or(0, 0.1), Milestones = values.Count < 2 ? null : [.. values.Skip(1)] }),
        new("exponential[:FACTOR[:EPOCHS]]", 2, values => new ExponentialLRDecay { DecayRate = values.Or(0, 0.94), NumEpochsPerDecay = values.Or(1, 2) }),
        new("polynomial[:EPOCHS[:POWER[:END]]]", 3, values => new PolynomialLRDecay { NumEpochsPerDecay = values.Or(0, 2), Power = values.Or(1, 1), EndFactor = values.Or(2, 0.01) }),
        new("one-cycle[:RISING]", 1, values => new OneCycleLR { RisingPart = values.Or(0, 0.3) }),
        new("lsr", 0, _ => new LsrDecay()),
    ];

    /// <summary>All of them, for help and messages.</summary>
    public static string Valid { get; } = string.Join(", ", Schedules.Select(schedule => schedule.Syntax));

    /// <summary>The schedule of a text; a fault and the default where it cannot be understood.</summary>
    public static LearningRateScheduler Parse(string text, ICollection<string> faults)
    {
        var parts = text.ToLowerInvariant().Split(':');
        if (Schedules.FirstOrDefault(known => known.Name == parts[0]) is not { } schedule || parts.Length - 1 > schedule.MostValues)
        {
            faults.Add($"--schedule is '{text}'; valid values are {Valid}.");
            return new CosineLRDecay();
        }

        var values = new List<double>();
        foreach (var part in parts.Skip(1))
        {
            if (double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)) values.Add(value);
            else faults.Add($"--schedule is '{text}'; '{part}' is no number. It is {schedule.Syntax}.");
        }

        return schedule.Create(values);
    }

    private static double Or(this IReadOnlyList<double> values, int index, double standard) => index < values.Count ? values[index] : standard;

    private sealed record Schedule(string Syntax, int MostValues, Func<IReadOnlyList<double>, LearningRateScheduler> Create)
    {
        public string Name { get; } = Syntax.Split('[')[0];
    }
}
