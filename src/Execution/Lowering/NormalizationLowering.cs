using MLPipeline.Execution.Compilation;
using MLPipeline.Graphs;

namespace MLPipeline.Execution.Lowering;

/// <summary>Batch normalisation: with the batch's statistics, its gradients, and as it is used.</summary>
internal sealed unsafe class NormalizationLowering : ILowering
{
    public IReadOnlyList<string> Operators { get; } =
        ["BatchNormalization", TrainingOperators.BatchNormalizationTraining, TrainingOperators.BatchNormalizationGradient];

    public void Lower(LoweringContext context, Node node)
    {
        if (node.Operator == TrainingOperators.BatchNormalizationTraining) LowerTraining(context, node);
        else if (node.Operator == TrainingOperators.BatchNormalizationGradient) LowerGradient(context, node);
        else LowerInference(context, node);
    }

    private static void LowerTraining(LoweringContext context, Node node)
    {
        var x = context[node.Inputs[0]!];
        var scale = context.Parameters.Vector(node.Inputs[1]!, ParameterKind.Normalization);
        var bias = context.Parameters.Vector(node.Inputs[2]!, ParameterKind.Normalization);
        var runningMean = context.Parameters.Vector(node.Inputs[3]!, ParameterKind.Statistic);
        var runningVariance = context.Parameters.Vector(node.Inputs[4]!, ParameterKind.Statistic);
        var residual = node.Input(5) is { } given ? context[given] : null;
        var y = context.Define(node.Outputs[0]!);
        var mean = context.Define(node.Outputs[1]!);
        var inverseDeviation = context.Define(node.Outputs[2]!);
        var kernel = context.Kernels.BatchNormalizationForward(x.Layout!.Value);
        kernel.Epsilon = node.Attributes.GetFloat("epsilon", 1e-5f);
        kernel.Momentum = node.Attributes.GetFloat("momentum", 0.9f);
        kernel.Relu = node.Attributes.GetString("activation", "none") == "relu";
        var operation = context.Add(new Operation(
            $"BatchNormalization {node.Name}",
            [x, scale, bias, .. residual is null ? Array.Empty<TensorSlot>() : [residual]],
            [y, mean, inverseDeviation, runningMean, runningVariance])
        {
            Bind = () =>
            {
                kernel.Input = x.Start;
                kernel.Residual = residual is null ? null : residual.Start;
                kernel.Output = y.Start;
                kernel.Scale = scale.Start;
                kernel.Bias = bias.Start;
                kernel.SavedMean = mean.Start;
                kernel.SavedInverseDeviation = inverseDeviation.Start;
                kernel.RunningMean = runningMean.Start;
                kernel.RunningVariance = runningVariance.Start;
            },
            Run = kernel.Run,
        });
        operation.InPlace.Add((y, x));
        if (residual is not null) operation.InPlace.Add((y, residual));
    }

    private static void LowerGradient(LoweringContext context, Node node)
    {
        var dy = context[node.Inputs[0]!];
        var x = context[node.Inputs[1]!];
        var y = node.Inputs[2] is { } output ? context[output] : null;
        var scale = context.Parameters.Vector(node.Inputs[3]!, ParameterKind.Normalization);
        var mean = context[node.Inputs[4]!];
        var inverseDeviation = context[node.Inputs[5]!];
        var dx = context.Define(node.Outputs[0]!);
        var dScale = context.Define(node.Outputs[1]!);
        var dBias = context.Define(node.Outputs[2]!);
        var dResidual = node.Outputs.Count > 3 && node.Outputs[3] is { } residual ? context.Define(residual) : null;
        var kernel = context.Kernels.BatchNormalizationBackward(x.Layout!.Value);
        var operation = context.Add(new Operation(
            $"BatchNormalizationGradient {node.Name}",
            [dy, x, scale, mean, inverseDeviation, .. y is null ? Array.Empty<TensorSlot>() : [y]],
            [.. dResidual is null ? Array.Empty<TensorSlot>() : [dResidual], dx, dScale, dBias])
        {
            Bind = () =>
            {
                kernel.OutputGradient = dy.Start;
                kernel.Input = x.Start;
                kernel.Output = y is null ? null : y.Start;
                kernel.Scale = scale.Start;
                kernel.SavedMean = mean.Start;
                kernel.SavedInverseDeviation = inverseDeviation.Start;
                kernel.InputGradient = dx.Start;
                kernel.ScaleGradient = dScale.Start;
                kernel.BiasGradient = dBias.Start;
                kernel.ResidualGradient = dResidual is null ? null : dResidual.Start;
            },
            Run = kernel.Run,
        });

        // dx is written when dresidual is still read, so only one of them takes dy's place; dx may take x's.
        operation.InPlace.Add((dResidual ?? dx, dy));
        operation.InPlace.Add((dx, x));
    }

    private static void LowerInference(LoweringContext context, Node node)
    {
        var x = context[node.Inputs[0]!];
        var scale = context.Parameters.Vector(node.Inputs[1]!, ParameterKind.Normalization);
        var bias = context.Parameters.Vector(node.Inputs[2]!, ParameterKind.Normalization);
        var mean = context.Parameters.Vector(node.Inputs[3]!, ParameterKind.Statistic);
        var variance = context.Parameters.Vector(node.Inputs[4]!, ParameterKind.Statistic);
        var y = context.Define(node.Outputs[0]!);
        var kernel = context.Kernels.ChannelAffine(x.Layout!.Value);
        kernel.Epsilon = node.Attributes.GetFloat("epsilon", 1e-5f);
        context.Add(new Operation($"BatchNormalization {node.Name}", [x, scale, bias, mean, variance], [y])
        {
            Bind = () =>
            {
                kernel.Input = x.Start;
                kernel.Output = y.Start;
                kernel.Scale = scale.Start;
                kernel.Bias = bias.Start;
                kernel.Mean = mean.Start;
                kernel.Variance = variance.Start;
            },
            Run = kernel.Run,
        }).InPlace.Add((y, x));
    }
}
