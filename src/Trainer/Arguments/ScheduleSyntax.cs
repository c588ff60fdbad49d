using System.Globalization;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>The values of <c>--schedule</c>: a name, and numbers behind colons in place of the defaults.</summary>
internal static class ScheduleSyntax
{
    private static readonly Schedule[] Schedules =
    [
        new("cosine", 0, (_, _) => new CosineLRDecay()),
        new("constant", 0, (_, _) => new ConstantLearningRate()),
        new("exponential[:FACTOR[:EPOCHS]]", 2, (values, _) => Exponential(new ExponentialLRDecay(), values)),
        new("polynomial[:EPOCHS[:POWER]]", 2, (values, epochs) => Polynomial(new PolynomialLRDecay(), values, epochs)),
        new("step[:FACTOR[:EPOCH]…]", int.MaxValue, (values, _) => Step(new StepLRDecay(), values)),
        new("one-cycle[:RISING[:START]]", 2, (values, _) => OneCycle(new OneCycleLR(), values)),
        new("lsr", 0, (_, _) => new LsrDecay()),
    ];

    /// <summary>All of them, for help and messages.</summary>
    public static string Valid { get; } = string.Join(", ", Schedules.Select(schedule => schedule.Syntax));

    /// <summary>The name in front of the numbers.</summary>
    public static string NameOf(string text) => text.Split(':')[0].ToLowerInvariant();

    /// <summary>What cannot be understood, one sentence each; what a number may be is said by the schedule itself.</summary>
    public static IEnumerable<string> Faults(string text)
    {
        var numbers = text.Split(':')[1..];
        if (Find(text) is not { } schedule)
        {
            yield return $"--schedule is '{text}'; valid values are {Valid}.";
            yield break;
        }

        if (numbers.Length > schedule.MostNumbers) yield return $"--schedule is '{text}'; it has too many numbers: {schedule.Syntax}.";
        foreach (var number in numbers.Where(number => !TryParse(number, out _)))
        {
            yield return $"--schedule is '{text}'; '{number}' is not a number: {schedule.Syntax}.";
        }
    }

    /// <summary>The schedule of a text without faults.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="epochs">How long a polynomial falls where no number says it; null for the schedule's own default.</param>
    public static LearningRateScheduler Parse(string text, int? epochs = null)
    {
        var values = text.Split(':').Skip(1).Select(number => TryParse(number, out var value) ? value : double.NaN).ToArray();
        return Find(text)!.Create(values, epochs);
    }

    private static Schedule? Find(string text) => Schedules.FirstOrDefault(schedule => schedule.Name == NameOf(text));

    private static bool TryParse(string number, out double value) => double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    private static ExponentialLRDecay Exponential(ExponentialLRDecay schedule, double[] values) => schedule with
    {
        DecayRate = values is [var factor, ..] ? factor : schedule.DecayRate,
        NumEpochsPerDecay = values is [_, var epochs] ? epochs : schedule.NumEpochsPerDecay,
    };

    private static PolynomialLRDecay Polynomial(PolynomialLRDecay schedule, double[] values, int? epochs) => schedule with
    {
        NumEpochsPerDecay = values is [var given, ..] ? given : epochs is { } all ? Math.Max(1, all) : schedule.NumEpochsPerDecay,
        Power = values is [_, var power] ? power : schedule.Power,
    };

    private static StepLRDecay Step(StepLRDecay schedule, double[] values) => schedule with
    {
        DecayRate = values is [var factor, ..] ? factor : schedule.DecayRate,
        Milestones = values.Length < 2 ? schedule.Milestones : values[1..],
    };

    private static OneCycleLR OneCycle(OneCycleLR schedule, double[] values) => schedule with
    {
        RisingPart = values is [var part, ..] ? part : schedule.RisingPart,
        StartDivisor = values is [_, var divisor] ? divisor : schedule.StartDivisor,
    };

    private sealed record Schedule(string Syntax, int MostNumbers, Func<double[], int?, LearningRateScheduler> Create)
    {
        public string Name { get; } = Syntax.Split('[')[0];
    }
}
