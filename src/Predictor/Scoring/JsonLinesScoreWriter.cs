using System.Text.Encodings.Web;
using System.Text.Json;
using MLPipeline.Inference;

namespace MLPipeline.Predictor.Scoring;

/// <summary>
/// An object per line: <c>path</c>, <c>label</c>, <c>score</c>, with a threshold <c>best</c>, with more than one class <c>top</c>, on
/// request <c>scores</c> by class.
/// </summary>
internal sealed class JsonLinesScoreWriter(Stream stream, ScoreColumns columns) : IScoreWriter
{
    private readonly Utf8JsonWriter _writer = new(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public void Write(string path, ImagePrediction prediction)
    {
        _writer.WriteStartObject();
        _writer.WriteString("path", path);
        _writer.WriteString("label", columns.LabelOf(prediction));
        _writer.WriteNumber("score", prediction.Score);
        if (columns.Rejection is not null)
        {
            _writer.WriteString("best", prediction.Label);
        }

        if (columns.Top > 1)
        {
            WriteTop(prediction);
        }

        if (columns.AllScores)
        {
            _writer.WriteStartObject("scores");
            for (var i = 0; i < columns.Labels.Count; i++)
            {
                _writer.WriteNumber(columns.Labels[i], prediction.Scores[i]);
            }

            _writer.WriteEndObject();
        }

        _writer.WriteEndObject();
        _writer.Flush();
        stream.WriteByte((byte)'\n');
        _writer.Reset();
    }

    public void Flush() => stream.Flush();

    public void Dispose() => _writer.Dispose();

    private void WriteTop(ImagePrediction prediction)
    {
        _writer.WriteStartArray("top");
        foreach (var (label, score) in prediction.Top(columns.Top))
        {
            _writer.WriteStartObject();
            _writer.WriteString("label", label);
            _writer.WriteNumber("score", score);
            _writer.WriteEndObject();
        }

        _writer.WriteEndArray();
    }
}
