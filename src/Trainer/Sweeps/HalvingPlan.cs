namespace MLPipeline.Trainer;

/// <summary>A step of a sweep: so many trials are trained up to a part of their epochs.</summary>
/// <param name="Trials">The best ones of the step before.</param>
/// <param name="Share">Of the epochs, 0 to 1.</param>
internal sealed record Rung(int Trials, double Share)
{
    /// <summary>The epoch, from 1, up to which a trial is trained that would have so many.</summary>
    public int EpochsOf(int epochs) => Math.Clamp((int)Math.Round(Share * epochs), 1, epochs);
}

/// <summary>
/// Successive halving (K. Jamieson, A. Talwalkar 2016): all trials are trained a little, and only the best part of them each time so much longer as
/// there are fewer; every step costs about the same.
/// </summary>
internal static class HalvingPlan
{
    /// <param name="trials">How many begin.</param>
    /// <param name="epochs">The fewest epochs that a trial would have; 1 where it cannot be trained in pieces.</param>
    /// <param name="reduction">Of so many trials one goes on; 1 trains each to its end.</param>
    /// <returns>The last step has a share of 1.</returns>
    public static IReadOnlyList<Rung> Of(int trials, int epochs, int reduction)
    {
        var steps = 0;
        for (var divisor = (long)reduction; reduction > 1 && divisor <= trials && divisor <= epochs; divisor *= reduction) steps++;
        return
        [
            .. Enumerable.Range(0, steps + 1)
                .Select(step => new Rung(trials / (int)Math.Pow(reduction, step), Math.Pow(reduction, step - steps))),
        ];
    }
}
