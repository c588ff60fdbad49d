namespace MLPipeline.Terminal;

/// <summary>How far a task is, and the words for it.</summary>
/// <param name="Title">What is being done.</param>
/// <param name="Total">How many things there are; null while nobody knows.</param>
/// <param name="Unit">What is counted.</param>
internal sealed record ProgressState(string Title, long? Total, ProgressUnit Unit)
{
    public long Done { get; init; }

    /// <summary>Of those done, how many were done before the task began; they play no part in the rate.</summary>
    public long DoneBefore { get; init; }

    /// <summary>Per second; null while unknown.</summary>
    public double? Rate { get; init; }

    public TimeSpan? TimeLeft { get; init; }

    public string Note { get; init; } = "";

    public TimeSpan Elapsed { get; init; }

    /// <summary>From 0 to 1; 0 while the total is unknown.</summary>
    public double Fraction => Total switch { null => 0, 0 => 1, { } total => Math.Clamp((double)Done / total, 0, 1) };

    /// <summary><c>1,250 of 5,000 images, 81.3 images/s, 46 s left, 2 skipped</c>, as far as known.</summary>
    public string Details()
    {
        var parts = new List<string> { Unit.Amount(Done) + (Total is { } total ? $" of {Unit.Amount(total)}" : "") + Unit.Suffix };
        if (Rate is { } rate)
        {
            parts.Add(Unit.Rate(rate));
        }

        if (TimeLeft is { } left)
        {
            parts.Add($"{Measure.Duration(left)} left");
        }

        if (Note.Length > 0)
        {
            parts.Add(PrintableText.Of(Note));
        }

        return string.Join(", ", parts);
    }

    /// <summary>The line that stays when the task is over.</summary>
    public string Summary()
    {
        if (Done < Total)
        {
            return $"{Title}: stopped at {Unit.Amount(Done)} of {Unit.Amount(Total.Value)}{Unit.Suffix} after {Measure.Duration(Elapsed)}";
        }

        var before = DoneBefore > 0 ? $", {Unit.Amount(DoneBefore)} of them before," : "";
        var rate = Rate is { } known ? $" ({Unit.Rate(known)})" : "";
        var note = Note.Length > 0 ? ", " + PrintableText.Of(Note) : "";
        return $"{Title}: {Unit.Amount(Done)}{Unit.Suffix}{before} in {Measure.Duration(Elapsed)}{rate}{note}";
    }
}
