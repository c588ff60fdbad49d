using Spectre.Console;

namespace MLPipeline.Terminal;

/// <summary>One line of a terminal, drawn again and again: title, bar, count, rate, time left.</summary>
internal sealed class LiveLine(IAnsiConsole console, TimeProvider time) : IProgressView
{
    private const int BarWidth = 24;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private long? _lastDrawn;
    private bool _isDrawn;

    public void Show(ProgressState state)
    {
        if (_lastDrawn is { } last && time.GetElapsedTime(last) < Interval)
        {
            return;
        }

        _lastDrawn = time.GetTimestamp();
        Clear();
        var room = console.Profile.Width - 1; // the last column would start a new line
        var text = state.Details();
        if (state.Total is not null && state.Title.Length + 2 + BarWidth + text.Length <= room)
        {
            var full = (int)(state.Fraction * BarWidth);
            console.Write(new Text(state.Title + " "));
            console.Write(new Text(new string('━', full), new Style(Color.Green)));
            console.Write(new Text(new string('─', BarWidth - full), new Style(Color.Grey)));
            console.Write(new Text(" " + text));
        }
        else
        {
            var line = $"{state.Title} {text}";
            console.Write(new Text(line[..Math.Min(line.Length, Math.Max(0, room))]));
        }

        _isDrawn = true;
    }

    public void Clear()
    {
        if (_isDrawn)
        {
            console.Profile.Out.Writer.Write("\r\e[2K"); // back to the first column, erase the line
            _isDrawn = false;
        }
    }
}
