using System.Globalization;

namespace MLPipeline.Terminal;

/// <summary>A few lines for logs: the start, each quarter, and a sign of life when a quarter takes long.</summary>
internal sealed class Milestones(TextWriter writer, TimeProvider time) : IProgressView
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    private long? _lastLine;
    private int _quarters;

    public void Show(ProgressState state)
    {
        var quarters = (int)(state.Fraction * 4);
        if (_lastLine is null)
        {
            writer.WriteLine(state.Total is { } total ? $"{state.Title}: {state.Unit.Amount(total)}{state.Unit.Suffix}" : state.Title);
        }
        else if (quarters < 4 && (quarters > _quarters || time.GetElapsedTime(_lastLine.Value) >= LongestSilence)) // the summary says the last
        {
            var share = state.Total is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(state.Fraction * 100):0}%, ");
            writer.WriteLine($"{state.Title}: {share}{state.Details()}");
        }
        else
        {
            return;
        }

        _quarters = quarters;
        _lastLine = time.GetTimestamp();
    }

    public void Clear()
    {
    }
}
