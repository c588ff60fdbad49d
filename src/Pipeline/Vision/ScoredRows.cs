using MLPipeline.Data;
using MLPipeline.Evaluation;

namespace MLPipeline.Vision;

/// <summary>Measures scored rows.</summary>
internal static class ScoredRows
{
    /// <exception cref="ArgumentException">The columns have other types; all faults are listed.</exception>
    public static MulticlassClassificationMetrics Evaluate(IDataView data, DataViewSchema.Column label, DataViewSchema.Column score, int topK)
    {
        var faults = new List<string>();
        if (label.Type is not KeyDataViewType || !label.HasKeyValues())
        {
            faults.Add($"the labels have to be keys, but the column {label} is not (MapValueToKey makes them)");
        }

        if (!score.HasSlotNames())
        {
            faults.Add($"the scores have to carry class names, but the column {score} does not (the trainer makes such columns)");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException($"The data cannot be evaluated: {string.Join("; ", faults)}.", nameof(data));
        }

        var classes = score.Annotations.SlotNames!;
        var placeOf = classes.Index().ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);
        var classOfKey = label.Annotations.KeyValues!.Select(name => placeOf.GetValueOrDefault(name, classes.Count)).ToArray();
        var evaluator = new MulticlassEvaluator(classes, new EvaluationOptions { TopKPredictionCount = topK });
        foreach (var row in data.GetRows())
        {
            var key = (int)(uint)row.Read(label.Index)!;
            evaluator.Add(key == 0 ? -1 : classOfKey[key - 1], (float[])row.Read(score.Index)!);
        }

        return evaluator.ToMetrics();
    }
}
