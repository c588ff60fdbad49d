using System.IO.Enumeration;
using MLPipeline.Execution;

namespace MLPipeline.Training;

/// <summary>A piece of a trained parameter that one thread works on at a time.</summary>
/// <param name="Start">The first float, a multiple of 16.</param>
/// <param name="Length">A multiple of 16, at most <see cref="LargestLength"/>.</param>
/// <param name="Decays">Whether weight decay applies.</param>
/// <param name="RateFactor">Factor on the learning rate, above 0.</param>
internal readonly record struct ParameterRange(long Start, int Length, bool Decays, float RateFactor)
{
    /// <summary>Large enough that handing a part to a thread costs nothing, small enough that a layer is shared by all threads.</summary>
    public const int LargestLength = 65_536;

    /// <summary>The pieces of all parameters that are trained; frozen ones have none. The last rule that fits a parameter counts.</summary>
    /// <exception cref="ArgumentException">A rule has a fault or fits no trained parameter, or all parameters are frozen; the message lists every fault.</exception>
    public static ParameterRange[] Of(ParameterMemory parameters, IReadOnlyList<ParameterRate> rates)
    {
        var trained = parameters.Slots.Where(slot => slot.Kind != ParameterKind.Statistic).ToArray();
        var faults = rates.SelectMany(rate => rate.Faults().Concat(FitFaults(rate, trained))).ToList();
        var ranges = trained.SelectMany(slot => Cut(slot, FactorOf(slot, rates))).ToArray();
        if (faults.Count == 0 && ranges.Length == 0) faults.Add("Every parameter is frozen; there is nothing to train.");
        return faults.Count == 0 ? ranges : throw new ArgumentException(string.Join(" ", faults), nameof(rates));
    }

    private static IEnumerable<ParameterRange> Cut(ParameterSlot slot, float factor)
    {
        if (factor == 0) yield break;
        for (long start = 0; start < slot.Length; start += LargestLength)
        {
            var length = (int)Math.Min(LargestLength, slot.Length - start);
            yield return new ParameterRange(slot.Start + start, length, slot.Kind == ParameterKind.Weight, factor);
        }
    }

    private static float FactorOf(ParameterSlot slot, IReadOnlyList<ParameterRate> rates) =>
        (float)(rates.LastOrDefault(rate => Fits(rate, slot))?.Factor ?? 1);

    private static bool Fits(ParameterRate rate, ParameterSlot slot) => FileSystemName.MatchesSimpleExpression(rate.Pattern, slot.Name, ignoreCase: false);

    private static IEnumerable<string> FitFaults(ParameterRate rate, ParameterSlot[] trained)
    {
        if (!trained.Any(slot => Fits(rate, slot)))
        {
            yield return $"No trained parameter is called '{rate.Pattern}'.{NearestName.Suggestion(rate.Pattern, trained.Select(slot => slot.Name))}";
        }
    }
}
