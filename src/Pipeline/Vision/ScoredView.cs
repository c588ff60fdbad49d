using System.Collections.Concurrent;
using MLPipeline.Imaging;
using MLPipeline.Inference;

namespace MLPipeline.Vision;

/// <summary>Rows with their scores, computed in batches a little ahead of the reader, with bounded memory.</summary>
internal sealed class ScoredView(
    IDataView source,
    int imageColumn,
    DataViewSchema.Addition addition,
    Func<IEnumerable<ImageSource>, IEnumerable<PredictionOutcome>> predict,
    Action<long, ImageSource, ImageException> onFault) : IDataView
{
    public DataViewSchema Schema => addition.Schema;

    public long? GetRowCount() => source.GetRowCount();

    public IEnumerable<DataViewRow> GetRows()
    {
        var waiting = new ConcurrentQueue<DataViewRow>(); // filled by the thread that feeds the network
        foreach (var outcome in predict(Images(waiting)))
        {
            waiting.TryDequeue(out var row);
            yield return outcome.Prediction is { } prediction ? Scored(row!, prediction.Scores.ToArray(), "") : Faulty(row!, outcome);
        }
    }

    /// <summary>The key of the highest score; of equal ones the first. 0 when none is a number.</summary>
    public static uint KeyOf(ReadOnlySpan<float> scores)
    {
        uint best = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            if (!float.IsNaN(scores[i]) && (best == 0 || scores[i] > scores[(int)best - 1]))
            {
                best = (uint)i + 1;
            }
        }

        return best;
    }

    private IEnumerable<ImageSource> Images(ConcurrentQueue<DataViewRow> waiting)
    {
        foreach (var row in source.GetRows())
        {
            waiting.Enqueue(row);
            yield return ((EncodedImage)row.Read(imageColumn)!).Source;
        }
    }

    private ExtendedRow Faulty(DataViewRow row, PredictionOutcome outcome)
    {
        onFault(row.Position, outcome.Source, outcome.Fault!);
        var scores = new float[((Data.VectorDataViewType)Schema[addition.Places[0]].Type).Size];
        Array.Fill(scores, float.NaN);
        return Scored(row, scores, outcome.Fault!.Reason);
    }

    private ExtendedRow Scored(DataViewRow row, float[] scores, string fault) =>
        new(row, addition, column => column switch { 0 => scores, 1 => KeyOf(scores), _ => fault });
}
