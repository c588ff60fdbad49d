namespace MLPipeline.Graphs;

/// <summary>
/// A network on its way to 8 bits. Every node that is computed in codes is followed by a DequantizeLinear, which stands for its result; the
/// next one that can take codes takes them from in front of it, and where nobody needs the numbers it is left out.
/// </summary>
internal sealed class EightBitRewriting(Rewriting rewriting, EightBitPlan plan)
{
    public const string RuntimeDomain = "com.microsoft";

    public GraphBuilder Builder => rewriting.Builder;

    public Value? Now(Value? old) => old is null ? null : rewriting.Now(old);

    /// <summary>The codes of a value that is computed in them already; null for one that is not.</summary>
    public EightBitCodes? Present(Value? old)
    {
        if (old is null || old.Constant is not null || rewriting.Now(old).Producer is not { } node || !node.Is("DequantizeLinear")) return null;
        return node is { Inputs: [{ ElementType: ElementType.UInt8 } codes, { Constant: { } scale } scaleValue, { Constant: { } zero } zeroValue] }
            ? new EightBitCodes(codes, scaleValue, zeroValue, new EightBitScale(scale.ToFloats()[0], (byte)zero.ToInt64s()[0]))
            : null;
    }

    /// <summary>The codes of a value, made of its numbers where that has to be; null when its range is not known.</summary>
    public EightBitCodes? Take(Value? old)
    {
        if (Present(old) is { } present) return present;
        if (old is null || old.Constant is not null || old.ElementType != ElementType.Float32 || ScaleOf(old) is not { } scale) return null;
        var (scaleValue, zeroValue) = Constants(scale, old.Name);
        var codes = Builder.Add("QuantizeLinear", [rewriting.Now(old), scaleValue, zeroValue], name: old.Name + "_codes");
        return new EightBitCodes(codes, scaleValue, zeroValue, scale);
    }

    /// <summary>The scale of a value's range; null when that is not known.</summary>
    public EightBitScale? ScaleOf(Value old) => plan.Ranges.TryGetValue(old.Name, out var range) ? EightBitScale.Over(range) : null;

    /// <summary>A scale as the two constants that nodes take.</summary>
    public (Value Scale, Value Zero) Constants(EightBitScale scale, string name) => (
        Builder.Constant(name + "_scale", TensorData.FromFloats([scale.Scale])),
        Builder.Constant(name + "_zero", TensorData.From<byte>(ElementType.UInt8, [scale.ZeroPoint], [])));

    /// <summary>A layer's weights and bias in codes; from the bias is taken what the rounding of the weights adds on average.</summary>
    /// <param name="layer">The node; its weights are input 1, its bias input 2.</param>
    /// <param name="weights"><c>[M, C, spatial…]</c>, or <c>[M, C]</c>.</param>
    /// <param name="bias"><c>[M]</c>; null for zeros.</param>
    /// <param name="inputScale">The scale of the layer's input.</param>
    public EightBitWeights WeightsOf(Node layer, TensorData weights, float[]? bias, float inputScale)
    {
        var coded = WeightCodes.Of(weights, bias, inputScale);
        var meanError = MeansOf(layer.Inputs[0]!) is { } means ? coded.MeanError(weights, means) : null;
        var name = layer.Inputs[1]!.Name;
        return new EightBitWeights(
            Builder.Constant(name, coded.Codes),
            Builder.Constant(name + "_scale", TensorData.FromFloats(coded.Scales, coded.Scales.Length)),
            Builder.Constant(name + "_zero", TensorData.From<sbyte>(ElementType.Int8, new sbyte[coded.Scales.Length], [coded.Scales.Length])),
            Builder.Constant(layer.Input(2)?.Name ?? name + "_bias", coded.Bias(bias, meanError, inputScale)));
    }

    /// <summary>What stands for a node's result that was computed in codes.</summary>
    public Value Numbers(EightBitCodes codes, string name) =>
        Builder.Add("DequantizeLinear", [codes.Value, codes.ScaleValue, codes.ZeroValue], name: name);

    /// <summary>An operator of ONNX Runtime's own; the standard has no such one for codes.</summary>
    public Value AddOfRuntime(string op, IReadOnlyList<Value?> inputs, AttributeMap? attributes, string name)
    {
        Builder.UseDomain(RuntimeDomain, 1);
        return Builder.Add(op, inputs, attributes, name, RuntimeDomain);
    }

    /// <summary>The mean of each of a value's channels; null when they are not known.</summary>
    private float[]? MeansOf(Value old) => plan.Means.GetValueOrDefault(old.Name);
}

/// <summary>A tensor of codes with its scale, as values of a network.</summary>
internal sealed record EightBitCodes(Value Value, Value ScaleValue, Value ZeroValue, EightBitScale Scale);

/// <summary>A layer's weights, with a scale and a zero point for each output channel, and its bias, as values of a network.</summary>
internal sealed record EightBitWeights(Value Codes, Value Scales, Value Zeros, Value Bias);
