using MLPipeline.Graphs;
using static MLPipeline.Reference.ReferenceEvaluator;

namespace MLPipeline.Reference;

/// <summary>Functions of one element, arithmetic of two, and the gradients of both.</summary>
internal static class ElementwiseOperators
{
    public static IEnumerable<KeyValuePair<(string Domain, string Operator), ReferenceOperator>> All { get; } =
    [
        Standard("Identity", call => call[0]),
        Standard("Cast", call => call[0]),
        Standard("Relu", call => call[0].Map(x => Math.Max(x, 0))),
        Standard("Neg", call => call[0].Map(x => -x)),
        Standard("Sqrt", call => call[0].Map(Math.Sqrt)),
        Standard("Exp", call => call[0].Map(Math.Exp)),
        Standard("Sigmoid", call => call[0].Map(x => 1 / (1 + Math.Exp(-x)))),
        Standard("LeakyRelu", call => call[0].Map(x => x > 0 ? x : x * Slope(call))),
        Standard("Clip", call => call[0].Map(x => Math.Min(Math.Max(x, Low(call, 1)), High(call, 2)))),
        Standard("HardSigmoid", call => call[0].Map(x => Math.Clamp(Inner(call, x), 0, 1))),
        Standard("HardSwish", call => call[0].Map(x => x * Math.Clamp((x / 6) + 0.5, 0, 1))),
        Standard("Add", call => ReferenceTensor.Combine(call[0], call[1], (a, b) => a + b)),
        Standard("Sub", call => ReferenceTensor.Combine(call[0], call[1], (a, b) => a - b)),
        Standard("Mul", call => ReferenceTensor.Combine(call[0], call[1], (a, b) => a * b)),
        Standard("Div", call => ReferenceTensor.Combine(call[0], call[1], (a, b) => a / b)),
        Training(TrainingOperators.ReluGradient, call => ReferenceTensor.Combine(call[0], call[1], (dy, y) => y > 0 ? dy : 0)),
        Training(TrainingOperators.LeakyReluGradient, call => ReferenceTensor.Combine(call[0], call[1], (dy, x) => x > 0 ? dy : dy * Slope(call))),
        Training(TrainingOperators.SigmoidGradient, call => ReferenceTensor.Combine(call[0], call[1], (dy, y) => dy * y * (1 - y))),
        Training(TrainingOperators.ClipGradient, call => ReferenceTensor.Combine(call[0], call[1], (dy, x) => x > Low(call, 2) && x < High(call, 3) ? dy : 0)),
        Training(TrainingOperators.HardSigmoidGradient, call => ReferenceTensor.Combine(
            call[0], call[1], (dy, x) => Inner(call, x) is > 0 and < 1 ? dy * call.Attributes.GetFloat("alpha", 0.2f) : 0)),
        Training(TrainingOperators.HardSwishGradient, call => ReferenceTensor.Combine(
            call[0], call[1], (dy, x) => x <= -3 ? 0 : x >= 3 ? dy : dy * ((2 * x) + 3) / 6)),
    ];

    private static double Slope(ReferenceCall call) => call.Attributes.GetFloat("alpha", 0.01f);

    private static double Low(ReferenceCall call, int input) => call.Optional(input)?.Elements[0] ?? double.NegativeInfinity;

    private static double High(ReferenceCall call, int input) => call.Optional(input)?.Elements[0] ?? double.PositiveInfinity;

    private static double Inner(ReferenceCall call, double x) => (call.Attributes.GetFloat("alpha", 0.2f) * x) + call.Attributes.GetFloat("beta", 0.5f);
}
