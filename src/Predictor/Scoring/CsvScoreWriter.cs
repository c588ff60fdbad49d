using System.Globalization;
using MLPipeline.Inference;
using MLPipeline.Terminal;

namespace MLPipeline.Predictor.Scoring;

/// <summary>
/// Columns <c>path,label,score</c>, with a threshold <c>best</c>, then <c>label2,score2</c> and so on, then <c>score:CLASS</c> for
/// every class.
/// </summary>
internal sealed class CsvScoreWriter : IScoreWriter
{
    private readonly CsvText _text;
    private readonly ScoreColumns _columns;

    /// <param name="stream">Where the rows go.</param>
    /// <param name="columns">What is in them.</param>
    /// <param name="hasHeading">Whether the names of the columns are written first.</param>
    public CsvScoreWriter(Stream stream, ScoreColumns columns, bool hasHeading)
    {
        _text = new CsvText(stream);
        _columns = columns;
        if (hasHeading)
        {
            WriteHeading();
        }
    }

    public void Write(string path, ImagePrediction prediction)
    {
        _text.Field(path);
        _text.Field(_columns.LabelOf(prediction));
        _text.Field(prediction.Score);
        if (_columns.Rejection is not null)
        {
            _text.Field(prediction.Label);
        }

        foreach (var (label, score) in _columns.Top > 1 ? prediction.Top(_columns.Top).Skip(1) : [])
        {
            _text.Field(label);
            _text.Field(score);
        }

        foreach (var score in _columns.AllScores ? prediction.Scores : [])
        {
            _text.Field(score);
        }

        _text.EndLine();
    }

    public void Flush() => _text.Flush();

    public void Dispose() => _text.Dispose();

    private void WriteHeading()
    {
        _text.Field("path");
        _text.Field("label");
        _text.Field("score");
        if (_columns.Rejection is not null)
        {
            _text.Field("best");
        }

        for (var rank = 2; rank <= _columns.Top; rank++)
        {
            _text.Field("label" + rank.ToString(CultureInfo.InvariantCulture));
            _text.Field("score" + rank.ToString(CultureInfo.InvariantCulture));
        }

        foreach (var label in _columns.AllScores ? _columns.Labels : [])
        {
            _text.Field("score:" + label);
        }

        _text.EndLine();
    }
}
