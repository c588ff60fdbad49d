using System.Globalization;
using MLPipeline.Inference;
using MLPipeline.Terminal;

namespace MLPipeline.Predictor.Scoring;

/// <summary>Columns <c>path,label,score</c>, then <c>label2,score2</c> and so on, then <c>score:CLASS</c> for every class.</summary>
internal sealed class CsvScoreWriter : IScoreWriter
{
    private readonly CsvText _text;
    private readonly ScoreColumns _columns;

    public CsvScoreWriter(Stream stream, ScoreColumns columns)
    {
        _text = new CsvText(stream);
        _columns = columns;
        _text.Field("path");
        for (var rank = 1; rank <= columns.Top; rank++)
        {
            var number = rank == 1 ? "" : rank.ToString(CultureInfo.InvariantCulture);
            _text.Field("label" + number);
            _text.Field("score" + number);
        }

        foreach (var label in columns.AllScores ? columns.Labels : [])
        {
            _text.Field("score:" + label);
        }

        _text.EndLine();
    }

    public void Write(string path, ImagePrediction prediction)
    {
        _text.Field(path);
        foreach (var (label, score) in prediction.Top(_columns.Top))
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

    public void Dispose() => _text.Dispose();
}
