using MLPipeline.Graphs;
using static MLPipeline.Reference.ReferenceEvaluator;

namespace MLPipeline.Reference;

/// <summary>Softmax, the loss over it, and their gradients.</summary>
internal static class SoftmaxOperators
{
    public static IEnumerable<KeyValuePair<(string Domain, string Operator), ReferenceOperator>> All { get; } =
    [
        Standard("Softmax", call => Softmax(call[0], Axis(call))),
        Training(TrainingOperators.SoftmaxGradient, call =>
        {
            var (dy, y) = (call[0], call[1]);
            var sums = SumAlong(ReferenceTensor.Combine(dy, y, (a, b) => a * b), Axis(call));
            return ReferenceTensor.Combine(ReferenceTensor.Combine(dy, sums, (a, b) => a - b), y, (a, b) => a * b);
        }),
        TrainingMany(TrainingOperators.SoftmaxCrossEntropy, call =>
        {
            var probabilities = Softmax(call[0], 1);
            var terms = ReferenceTensor.Combine(call[1], probabilities, (target, p) => target == 0 ? 0 : -target * Math.Log(p));
            return [ReferenceTensor.Scalar(terms.Elements.Sum()), probabilities];
        }),
        Training(TrainingOperators.SoftmaxCrossEntropyGradient, call =>
        {
            var weighted = ReferenceTensor.Combine(call[0], SumAlong(call[1], 1), (p, weight) => p * weight);
            return ReferenceTensor.Combine(weighted, call[1], (a, target) => a - target);
        }),
    ];

    private static int Axis(ReferenceCall call) => call[0].Axis(call.Attributes.GetInt("axis", -1));

    private static ReferenceTensor Softmax(ReferenceTensor x, int axis)
    {
        // A common summand in the exponents cancels out; the largest one keeps them from overflowing.
        var largest = x.Elements.Max();
        var exponentials = x.Map(each => Math.Exp(each - largest));
        return ReferenceTensor.Combine(exponentials, SumAlong(exponentials, axis), (a, sum) => a / sum);
    }

    private static ReferenceTensor SumAlong(ReferenceTensor x, int axis)
    {
        var sums = ReferenceTensor.Zeros([.. x.Dimensions.Select((length, each) => each == axis ? 1 : length)]);
        var (length, inner) = (x.Dimensions[axis], ReferenceTensor.CountOf(x.Dimensions[(axis + 1)..]));
        for (var i = 0L; i < x.Count; i++) sums.Elements[(i / (length * inner) * inner) + (i % inner)] += x.Elements[i];
        return sums;
    }
}
