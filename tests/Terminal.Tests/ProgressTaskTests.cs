using Spectre.Console;

namespace MLPipeline.Terminal.Tests;

public sealed class ProgressTaskTests
{
    private readonly ManualTime _time = new();
    private readonly StringWriter _messages = new() { NewLine = "\n" };

    [Fact]
    public void WithoutTerminal_OnlyMilestonesAreWritten()
    {
        using (var task = PlainConsole().StartProgress("Reading", 1000))
        {
            for (var done = 1; done <= 1000; done++)
            {
                _time.Advance(0.01); // 100 images/s
                task.Report(done);
            }
        }

        Assert.Equal(
            """
            Reading: 1,000 images
            Reading: 25%, 250 of 1,000 images, 100 images/s, 7.5 s left
            Reading: 50%, 500 of 1,000 images, 100 images/s, 5.0 s left
            Reading: 75%, 750 of 1,000 images, 100 images/s, 2.5 s left
            Reading: 1,000 images in 10 s (100 images/s)

            """, _messages.ToString());
    }

    [Fact]
    public void WithoutTerminal_SlowWorkGivesASignOfLifeEveryHalfMinute()
    {
        using (var task = PlainConsole().StartProgress("Reading", 1000))
        {
            for (var done = 1; done <= 3; done++)
            {
                _time.Advance(20);
                task.Report(done, note: $"{done} bad");
            }
        }

        // 0, 20 (quiet), 40 s: the sign of life; 60 s: only 20 s after it.
        Assert.Equal(
            """
            Reading: 1,000 images
            Reading: 0%, 2 of 1,000 images, 0.05 images/s, 5 h 33 min left, 2 bad
            Reading: stopped at 3 of 1,000 images after 1 min 00 s

            """, _messages.ToString());
    }

    [Fact]
    public void WithoutTerminal_BytesHaveTheirUnits()
    {
        using (var task = PlainConsole().StartProgress("Pulling", 10_000_000, ProgressUnit.Bytes))
        {
            _time.Advance(2);
            task.Report(10_000_000);
        }

        Assert.Equal("Pulling: 10.0 MB\nPulling: 10.0 MB in 2.0 s (5.00 MB/s)\n", _messages.ToString());
    }

    [Fact]
    public void OnATerminal_TheLineIsErasedBeforeAnythingElseAndAtTheEnd()
    {
        var console = TerminalConsole(width: 100);
        using (var task = console.StartProgress("Reading", 4))
        {
            _time.Advance(1);
            task.Report(1);
            console.Say("a note");
            _time.Advance(0.04);
            task.Report(2); // too soon to draw again
            _time.Advance(1);
            task.Report(3);
        }

        const string erase = "\r\e[2K";
        Assert.Equal(
            "Reading ──────────────────────── 0 of 4 images"
            + $"{erase}Reading ━━━━━━────────────────── 1 of 4 images, 1.00 images/s, 3.0 s left"
            + $"{erase}a note\n"
            + "Reading ━━━━━━━━━━━━━━━━━━────── 3 of 4 images, 1.47 images/s, 0.7 s left"
            + $"{erase}Reading: stopped at 3 of 4 images after 2.0 s\n",
            _messages.ToString());
    }

    [Theory]
    [InlineData(10)]
    [InlineData(40)]
    public void OnANarrowTerminal_TheLineFits(int width)
    {
        using var task = TerminalConsole(width).StartProgress("Computing features of many images", 4);
        Assert.True(_messages.ToString().Length < width, _messages.ToString());
        Assert.DoesNotContain('\n', _messages.ToString());
    }

    [Fact]
    public void Report_FromManyThreads_NeverGoesBack()
    {
        using (var task = PlainConsole().StartProgress("Reading", 10_000))
        {
            var done = 0;
            Parallel.For(0, 10_000, _ => task.Report(Interlocked.Increment(ref done)));
        }

        Assert.EndsWith("Reading: 10,000 images in 0 ms\n", _messages.ToString(), StringComparison.Ordinal);
        Assert.Equal(5, _messages.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    private ProgramConsole PlainConsole() => ProgramConsole.OfWriters(TextWriter.Null, _messages, _time);

    private ProgramConsole TerminalConsole(int width)
    {
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(_messages),
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        terminal.Profile.Width = width;
        return new ProgramConsole(terminal, terminal, progressIsLive: true, _time);
    }
}
