using System.Text;
using Spectre.Console;

namespace MLPipeline.Terminal;

/// <summary>
/// Where a program writes, and reads what is piped to it: results to stdout, everything else to stderr. Without a terminal the text
/// is plain, without escape codes and without line breaks of our making. Thread-safe.
/// </summary>
public sealed class ProgramConsole
{
    private const int UnlimitedWidth = 4096;

    private readonly IAnsiConsole _results;
    private readonly IAnsiConsole _progress;
    private readonly bool _progressIsLive;

    /// <param name="results">Takes the results.</param>
    /// <param name="progress">Takes progress and messages.</param>
    /// <param name="progressIsLive">Whether <paramref name="progress"/> is a terminal on which a line can be drawn again.</param>
    /// <param name="time">The clock of rates and durations.</param>
    public ProgramConsole(IAnsiConsole results, IAnsiConsole progress, bool progressIsLive, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(progress);
        ArgumentNullException.ThrowIfNull(time);
        _results = results;
        _progress = progress;
        _progressIsLive = progressIsLive;
        Time = time;
    }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>Whether progress and notes are left out; errors and warnings never are.</summary>
    public bool IsQuiet { get; set; }

    /// <summary>Columns of the results' terminal; a large number where there is none.</summary>
    public int Width => _results.Profile.Width;

    /// <summary>Opens what the program is given on stdin; the process's own by default.</summary>
    public Func<Stream> OpenInput { get; set; } = Console.OpenStandardInput;

    internal Lock Gate { get; } = new();

    /// <summary>The view that may have drawn on the line where the cursor is.</summary>
    internal IProgressView? LiveView { get; set; }

    /// <summary>The console of this process. Honours NO_COLOR and TERM=dumb; on Windows the output becomes UTF-8.</summary>
    public static ProgramConsole OfProcess()
    {
        if (OperatingSystem.IsWindows())
        {
            Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        }

        var progress = Create(Console.Error, !Console.IsErrorRedirected);
        return new ProgramConsole(Create(Console.Out, !Console.IsOutputRedirected), progress, progress.Profile.Capabilities.Ansi, TimeProvider.System);
    }

    /// <summary>A console that writes plain text, as to a file or a pipe.</summary>
    public static ProgramConsole OfWriters(TextWriter results, TextWriter progress, TimeProvider? time = null) =>
        new(Create(results, isTerminal: false), Create(progress, isTerminal: false), progressIsLive: false, time ?? TimeProvider.System);

    /// <summary>Writes a line of results.</summary>
    public void WriteLine(string text = "") => WriteRaw(text + Environment.NewLine);

    /// <summary>Writes a table of results.</summary>
    public void Write(ResultTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        lock (Gate)
        {
            LiveView?.Clear();
            _results.Write(table.Content);
        }
    }

    /// <summary>Writes results as they are: neither wrapped nor completed by a line break.</summary>
    public void WriteRaw(string text)
    {
        lock (Gate)
        {
            LiveView?.Clear();
            _results.Profile.Out.Writer.Write(text);
        }
    }

    /// <summary>Writes a note to stderr, unless the console is quiet.</summary>
    public void Say(string text)
    {
        if (!IsQuiet)
        {
            WriteMessage(text, Style.Plain);
        }
    }

    /// <summary>Writes a warning to stderr.</summary>
    public void Warn(string text) => WriteMessage($"Warning: {text}", new Style(Color.Yellow));

    /// <summary>Writes an error to stderr.</summary>
    public void WriteError(string text) => WriteMessage($"Error: {text}", new Style(Color.Red));

    /// <summary>Starts showing the progress of a piece of work, instead of any shown before.</summary>
    /// <param name="title">What is being done: <c>Computing features</c>.</param>
    /// <param name="total">How many things there are to do; null when nobody knows.</param>
    /// <param name="unit">What is counted; images by default.</param>
    /// <param name="doneBefore">How many of them an earlier run did: they are shown, but play no part in the rate.</param>
    public ProgressTask StartProgress(string title, long? total, ProgressUnit? unit = null, long doneBefore = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(title);
        ArgumentOutOfRangeException.ThrowIfNegative(total ?? 0, nameof(total));
        IProgressView? view = IsQuiet ? null : _progressIsLive ? new LiveLine(_progress, Time) : new Milestones(_progress.Profile.Out.Writer, Time);
        return new ProgressTask(this, view, title, total, unit ?? ProgressUnit.Images, doneBefore);
    }

    internal TextWriter ResultWriter => _results.Profile.Out.Writer;

    internal TextWriter MessageWriter => _progress.Profile.Out.Writer;

    internal void ClearLiveLine()
    {
        lock (Gate)
        {
            LiveView?.Clear();
        }
    }

    // Lines may be longer than the terminal: the terminal breaks them better than we do, and they can be copied whole.
    private void WriteMessage(string text, Style style)
    {
        lock (Gate)
        {
            LiveView?.Clear();
            var colour = _progress.Profile.Capabilities.ColorSystem != ColorSystem.NoColors && style.Foreground != Color.Default;
            var writer = _progress.Profile.Out.Writer;
            writer.WriteLine(colour ? $"\e[{(style.Foreground == Color.Red ? 31 : 33)}m{text}\e[0m" : text);
        }
    }

    private static IAnsiConsole Create(TextWriter writer, bool isTerminal)
    {
        var colour = isTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = colour ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false }, // they switch colours on in logs of build servers
        });
        if (!isTerminal)
        {
            console.Profile.Width = UnlimitedWidth;
            console.Profile.Capabilities.Unicode = true;
        }

        return console;
    }
}
