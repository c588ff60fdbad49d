using MLPipeline.Graphs;

namespace MLPipeline.Quantization;

/// <summary>
/// Finds the layers that have to stay in floats. Nothing is searched where the network with all layers in 8 bits agrees often enough.
/// Otherwise every layer's effect is measured by leaving it alone in floats, and the worst stay so, one after another, until the answers agree or the
/// budget of layers is used up; of all these networks the one that agrees most is taken.
/// </summary>
internal sealed class LayerSearch(ModelQuantizer quantizer, EightBitPlan plan, CancellationToken cancellation)
{
    public QuantizedModel Run()
    {
        var expected = quantizer.Answer(quantizer.Network, quantizer.Images, cancellation);
        var best = Try([], [], expected);
        if (best.Layers.Count == 0)
        {
            throw new QuantizationException(
                "The network has no layer that can be computed in 8 bits: no convolution or hidden dense layer with constant weights.");
        }

        if (best.Agreement >= quantizer.Options.Agreement || quantizer.Options.FloatLayers == 0) return best;
        var effects = Measure(best.Layers);
        best = best with { Effects = effects };
        var floating = new List<string>();
        foreach (var effect in effects.Where(effect => effect.Gain > 0).Take(quantizer.Options.FloatLayers))
        {
            floating.Add(effect.Layer);
            var next = Try([.. floating], effects, expected);
            if (next.Agreement > best.Agreement || (next.Agreement == best.Agreement && next.Divergence < best.Divergence)) best = next;
            if (best.Agreement >= quantizer.Options.Agreement) break;
        }

        return best;
    }

    /// <summary>The effect of each layer, the worst first.</summary>
    public LayerEffect[] Measure(IReadOnlyList<string> layers)
    {
        var sample = quantizer.Images.Take(quantizer.Options.ImagesPerLayer);
        var answers = quantizer.Answer(quantizer.Network, sample, cancellation);
        var all = answers.Divergence(quantizer.Answer(Build([]), sample, cancellation));
        var effects = new List<LayerEffect>();
        foreach (var (number, layer) in layers.Index())
        {
            quantizer.Progress.LayerMeasured(number, layers.Count);
            effects.Add(new LayerEffect(layer, all - answers.Divergence(quantizer.Answer(Build([layer]), sample, cancellation))));
        }

        quantizer.Progress.LayerMeasured(layers.Count, layers.Count);
        return [.. effects.OrderByDescending(effect => effect.Gain).ThenBy(effect => effect.Layer, StringComparer.Ordinal)];
    }

    private QuantizedModel Try(string[] floating, LayerEffect[] effects, Answers expected)
    {
        var network = Build(floating);
        var answers = quantizer.Answer(network, quantizer.Images, cancellation);
        string[] layers = [.. EightBitQuantization.Layers(quantizer.Network, network).Select(node => node.Name)];
        return new QuantizedModel(
            network, layers, floating, effects, quantizer.Images.Count, expected.Agreement(answers), expected.Divergence(answers))
        {
            Plan = plan,
        };
    }

    private Graph Build(IEnumerable<string> floating) =>
        new EightBitQuantization(plan with { Floating = floating.ToHashSet(StringComparer.Ordinal) }).Run(quantizer.Network);
}
