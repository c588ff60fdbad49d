namespace MLPipeline.Trainer;

/// <summary>One combination of the options that vary.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Values">Each option, with its dashes, and its value.</param>
internal sealed record Trial(int Number, IReadOnlyList<(string Option, string Value)> Values)
{
    /// <summary>What is tried, such as <c>learning-rate 0.1, augment flip</c>.</summary>
    public string Title => string.Join(", ", Values.Select(one => $"{one.Option.TrimStart('-')} {one.Value}"));

    /// <summary>As it is typed.</summary>
    public IEnumerable<string> Words => Values.SelectMany(one => new[] { one.Option, one.Value });
}
