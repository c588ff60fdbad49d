using System.Globalization;
using MLPipeline.Inference;
using MLPipeline.Terminal;

namespace MLPipeline.Predictor.Scoring;

/// <summary>
/// The least certain images of a scoring. Where it may have to go on later, every image that came among them is written to a log,
/// from which the same ones are found again.
/// </summary>
internal sealed class Review : IDisposable
{
    private readonly ReviewOptions _options;
    private readonly ReviewQueue _queue;
    private readonly CsvText? _log;

    /// <param name="options">Which images.</param>
    /// <param name="log">What an earlier run has logged, the position behind it; null for no log.</param>
    public Review(ReviewOptions options, Stream? log)
    {
        _options = options;
        _queue = new ReviewQueue(options);
        if (log is null)
        {
            return;
        }

        log.Position = 0;
        using (var reader = new StreamReader(log, leaveOpen: true))
        {
            foreach (var fields in CsvRows.Read(reader))
            {
                _queue.Offer(ReviewTable.Read([.. fields.Skip(1)], long.Parse(fields[0], CultureInfo.InvariantCulture)));
            }
        }

        _log = new CsvText(log);
    }

    public void Add(long index, string path, ImagePrediction prediction)
    {
        var top = prediction.Top(2);
        var row = new ReviewRow(index, path, top[0], top.Count > 1 ? top[1] : new LabelScore("", 0), _options.Measure.Of(prediction));
        if (_queue.Offer(row) && _log is not null)
        {
            _log.Field(index.ToString(CultureInfo.InvariantCulture));
            ReviewTable.Write(_log, row);
        }
    }

    public void Flush() => _log?.Flush();

    public void Write(Stream stream) => ReviewTable.Write(stream, _options.Measure, _queue.Rows());

    public void Dispose() => _log?.Dispose();
}
