namespace MLPipeline.Execution.Tests;

/// <summary>Optimisers written as their definitions, over whole parameters.</summary>
internal static class PlainOptimizers
{
    /// <summary>v = momentum v + g; w -= rate v.</summary>
    public static Action<CompiledNetwork> Sgd(float rate, float momentum = 0.9f)
    {
        var velocities = new Dictionary<string, float[]>();
        return network => ForEachElement(network, (slot, i, gradient) =>
        {
            var velocity = Of(velocities, slot);
            velocity[i] = (momentum * velocity[i]) + gradient;
            return rate * velocity[i];
        });
    }

    /// <summary>m = 0.9 m + 0.1 g; v = 0.999 v + 0.001 g²; w -= rate m / (1 - 0.9^t) / (√(v / (1 - 0.999^t)) + epsilon) (Kingma and Ba, 2014).</summary>
    public static Action<CompiledNetwork> Adam(float rate, float epsilon)
    {
        var (means, squares) = (new Dictionary<string, float[]>(), new Dictionary<string, float[]>());
        var step = 0;
        return network =>
        {
            step++;
            var (correction1, correction2) = (1 - Math.Pow(0.9, step), 1 - Math.Pow(0.999, step));
            ForEachElement(network, (slot, i, gradient) =>
            {
                var (m, v) = (Of(means, slot), Of(squares, slot));
                m[i] = (0.9f * m[i]) + (0.1f * gradient);
                v[i] = (0.999f * v[i]) + (0.001f * gradient * gradient);
                return (float)(rate / correction1 * m[i] / (Math.Sqrt(v[i] / correction2) + epsilon));
            });
        };
    }

    private static void ForEachElement(CompiledNetwork network, Func<ParameterSlot, int, float, float> decrease)
    {
        foreach (var slot in network.Parameters.Slots.Where(slot => slot.Kind != ParameterKind.Statistic))
        {
            var (values, gradient) = (network.Parameters.Read(slot), network.Parameters.ReadGradient(slot));
            for (var i = 0; i < values.Length; i++) values[i] -= decrease(slot, i, gradient[i]);
            network.Parameters.Write(slot, values);
        }
    }

    private static float[] Of(Dictionary<string, float[]> state, ParameterSlot slot) =>
        state.TryGetValue(slot.Name, out var elements) ? elements : state[slot.Name] = new float[slot.Count];
}
