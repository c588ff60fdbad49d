using MLPipeline.Graphs;
using static MLPipeline.Reference.ReferenceEvaluator;

namespace MLPipeline.Reference;

/// <summary>Dropout with a mask that the caller decides.</summary>
internal static class DropoutOperators
{
    public static IEnumerable<KeyValuePair<(string Domain, string Operator), ReferenceOperator>> All { get; } =
    [
        TrainingMany(TrainingOperators.DropoutTraining, call =>
        {
            var (x, index) = (call[0], call.Attributes.GetInt("index"));
            var scale = 1 / (1 - (double)call.Attributes.GetFloat("ratio", 0.5f));
            var mask = new ReferenceTensor(x.Dimensions, [.. x.Elements.Select((_, i) => call.Keeps(index, i) ? scale : 0)]);
            return [ReferenceTensor.Combine(x, mask, (a, b) => a * b), mask];
        }),
    ];
}
