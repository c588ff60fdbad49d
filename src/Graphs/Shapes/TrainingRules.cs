namespace MLPipeline.Graphs;

/// <summary>A rule for operators of the training domain.</summary>
internal abstract class TrainingRule : ShapeRule
{
    public override string Domain => TrainingOperators.Domain;
}

/// <summary>Gradients by an input that has the shape of the gradient that comes in.</summary>
internal sealed class ElementwiseGradientRule : TrainingRule
{
    public override IReadOnlyList<string> Operators { get; } =
    [
        TrainingOperators.SoftmaxCrossEntropyGradient, TrainingOperators.ReluGradient, TrainingOperators.ClipGradient,
        TrainingOperators.LeakyReluGradient, TrainingOperators.SigmoidGradient, TrainingOperators.HardSigmoidGradient,
        TrainingOperators.HardSwishGradient, TrainingOperators.SoftmaxGradient, TrainingOperators.LocalResponseNormalizationGradient,
    ];

    public override int RequiredInputs => 2;

    public override void Infer(InferenceContext context) => context.Set(0, context.Type(0), context.Shape(0));
}

/// <summary>DropoutTraining: the result and the mask are like the input.</summary>
internal sealed class DropoutTrainingRule : TrainingRule
{
    public override IReadOnlyList<string> Operators { get; } = [TrainingOperators.DropoutTraining];

    public override void Infer(InferenceContext context)
    {
        context.Set(0, context.Type(0), context.Shape(0));
        context.Set(1, context.Type(0), context.Shape(0));
    }
}

/// <summary>SoftmaxCrossEntropy: a scalar, and probabilities like the logits.</summary>
internal sealed class SoftmaxCrossEntropyRule : TrainingRule
{
    public override IReadOnlyList<string> Operators { get; } = [TrainingOperators.SoftmaxCrossEntropy];

    public override int RequiredInputs => 2;

    public override void Infer(InferenceContext context)
    {
        if (context.Shape(0) is { } logits && context.Shape(1) is { } target)
        {
            var sameLengths = logits.Zip(target).All(pair => !pair.First.IsKnown || !pair.Second.IsKnown || pair.First == pair.Second);
            if (logits.Count != 2 || target.Count != 2 || !sameLengths) throw context.Fault("logits and target must both be [N, K].");
        }

        context.Set(0, context.Type(0), TensorShape.Scalar);
        context.Set(1, context.Type(0), context.Shape(0));
    }
}

/// <summary>BatchNormalizationTraining: a result like the input, and four statistics like the scale.</summary>
internal sealed class BatchNormalizationTrainingRule : TrainingRule
{
    public override IReadOnlyList<string> Operators { get; } = [TrainingOperators.BatchNormalizationTraining];

    public override int RequiredInputs => 5;

    public override void Infer(InferenceContext context)
    {
        BatchNormalizationRule.RequireChannels(context);
        if (context.Shape(0) is { } x && context.Shape(5) is { } residual && !x.Equals(residual))
        {
            throw context.Fault("the residual must have the shape of the input.");
        }

        context.Set(0, context.Type(0), context.Shape(0));
        for (var statistic = 1; statistic < 5; statistic++) context.Set(statistic, context.Type(0), context.Shape(1));
    }
}

/// <summary>BatchNormalizationGradient: dx and dresidual are like dy, dscale and dbias like the scale.</summary>
internal sealed class BatchNormalizationGradientRule : TrainingRule
{
    public override IReadOnlyList<string> Operators { get; } = [TrainingOperators.BatchNormalizationGradient];

    public override int RequiredInputs => 2;

    public override void Infer(InferenceContext context)
    {
        context.Set(0, context.Type(0), context.Shape(0));
        context.Set(1, context.Type(0), context.Shape(3));
        context.Set(2, context.Type(0), context.Shape(3));
        context.Set(3, context.Type(0), context.Shape(0));
    }
}

/// <summary>ConvInputGradient: <c>[N, C, input_shape…]</c>, where the weights <c>[M, C / group, …]</c> tell C.</summary>
internal sealed class ConvInputGradientRule : TrainingRule
{
    public override IReadOnlyList<string> Operators { get; } = [TrainingOperators.ConvInputGradient];

    public override int RequiredInputs => 2;

    public override void Infer(InferenceContext context)
    {
        if (context.Shape(0) is not { Count: > 2 } dy || context.Shape(1) is not { Count: > 2 } weights) return;
        var channels = DimensionProduct.Of([weights[1], context.Attributes.GetInt("group", 1)]);
        context.Set(0, context.Type(0), new TensorShape([dy[0], channels, .. SpatialLengths.Read(context, "input_shape", dy.Count - 2)]));
    }
}

/// <summary>ConvWeightGradient: <c>[M, C / group, kernel_shape…]</c> from <c>x [N, C, …]</c> and <c>dy [N, M, …]</c>.</summary>
internal sealed class ConvWeightGradientRule : TrainingRule
{
    public override IReadOnlyList<string> Operators { get; } = [TrainingOperators.ConvWeightGradient];

    public override int RequiredInputs => 2;

    public override void Infer(InferenceContext context)
    {
        if (context.Shape(0) is not { Count: > 2 } x || context.Shape(1) is not { Count: > 2 } dy) return;
        var channels = DimensionProduct.Quotient([x[1]], [context.Attributes.GetInt("group", 1)]);
        context.Set(0, context.Type(0), new TensorShape([dy[1], channels, .. SpatialLengths.Read(context, "kernel_shape", x.Count - 2)]));
    }
}

/// <summary>MaxPoolGradient: like the input of the pooling, which is its second input.</summary>
internal sealed class MaxPoolGradientRule : TrainingRule
{
    public override IReadOnlyList<string> Operators { get; } = [TrainingOperators.MaxPoolGradient];

    public override int RequiredInputs => 3;

    public override void Infer(InferenceContext context) => context.Set(0, context.Type(0), context.Shape(1));
}

/// <summary>Gradients of average poolings: <c>[N, C, input_shape…]</c>.</summary>
internal sealed class AveragePoolGradientRule : TrainingRule
{
    public override IReadOnlyList<string> Operators { get; } = [TrainingOperators.AveragePoolGradient, TrainingOperators.GlobalAveragePoolGradient];

    public override void Infer(InferenceContext context)
    {
        if (context.Shape(0) is not { Count: > 2 } dy) return;
        context.Set(0, context.Type(0), new TensorShape([dy[0], dy[1], .. SpatialLengths.Read(context, "input_shape", dy.Count - 2)]));
    }
}

/// <summary>Lengths of the spatial axes that a gradient cannot tell from its inputs.</summary>
internal static class SpatialLengths
{
    public static IEnumerable<Dimension> Read(InferenceContext context, string attribute, int count)
    {
        var lengths = context.Attributes.GetInts(attribute);
        if (lengths?.Count != count || lengths.Any(length => length <= 0)) throw context.Fault($"{attribute} needs {count} positive lengths.");
        return lengths.Select(length => Dimension.Of(length));
    }
}
