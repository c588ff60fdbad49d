using System.Text;

namespace MLPipeline.Training;

/// <summary>
/// A file with a line per epoch (<see cref="EpochTable"/>), written as training goes on and flushed after every epoch. A run that is
/// continued has each of its epochs once. Hand <see cref="Add"/> what the trainer raises. Not thread-safe.
/// </summary>
public sealed class EpochLog : IDisposable
{
    private readonly EpochFile _file;
    private readonly IReadOnlyList<string> _classes;
    private readonly bool _isCsv;

    /// <param name="path">
    /// A file whose extension says its format (<see cref="Extensions"/>); a file that is there is replaced when training begins.
    /// </param>
    /// <param name="classes">The classes' names in label order.</param>
    /// <exception cref="ArgumentException">The extension is another one.</exception>
    public EpochLog(string path, IReadOnlyList<string> classes)
    {
        ArgumentNullException.ThrowIfNull(classes);
        if (!Takes(path))
        {
            throw new ArgumentException($"'{path}' has another extension than {string.Join(" or ", Extensions)}.", nameof(path));
        }

        _file = new EpochFile(path);
        _classes = classes;
        _isCsv = path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The formats: comma-separated values with a heading, or a JSON object per line.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".csv", ".jsonl"];

    /// <summary>Whether the path has one of the <see cref="Extensions"/>.</summary>
    public static bool Takes(string path) => Extensions.Any(extension => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase));

    /// <summary>Takes what happens in training; what does not concern the log is passed over.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Add(NetworkTrainingEvent happened)
    {
        switch (happened)
        {
            case NetworkTrainingEvent.Started started:
                _file.Begin(Bytes(string.Concat(started.History.Select(Line).Prepend(_isCsv ? EpochTable.CsvHeading(_classes) : ""))));
                break;

            case NetworkTrainingEvent.EpochDone done:
                _file.Append(Bytes(Line(done.Figures)));
                break;
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private string Line(NetworkEpoch epoch) => _isCsv ? EpochTable.CsvLine(epoch) : EpochTable.JsonLine(_classes, epoch);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
