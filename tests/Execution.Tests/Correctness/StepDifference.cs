using MLPipeline.Reference;

namespace MLPipeline.Execution.Tests;

/// <summary>How far a compiled network's step is from the reference: for each result the largest difference in units of the result's root mean square.</summary>
internal sealed class StepDifference
{
    private readonly List<(string Name, double Difference)> _differences = [];

    public StepDifference(SmallNetwork small, CompiledNetwork network, float loss)
    {
        var gradients = network.Parameters.Slots.Where(slot => slot.Kind != ParameterKind.Statistic).ToArray();

        // Gradients that cancel out, such as that of a bias which a later normalisation takes off again, are measured by those of the other parameters.
        var common = 0.1 * gradients.Average(slot => Size(small.Step[slot.Name + ".gradient"]));
        Compare("loss", small.Step["loss"], [loss], 0);
        Compare("probabilities", small.Step["probabilities"], network.Probabilities.ToArray(), 0);
        foreach (var slot in network.Parameters.Slots)
        {
            if (slot.Kind == ParameterKind.Statistic) Compare(slot.Name + ".next", small.Step[slot.Name + ".next"], network.Parameters.Read(slot), 0);
            else Compare(slot.Name + ".gradient", small.Step[slot.Name + ".gradient"], network.Parameters.ReadGradient(slot), common);
        }
    }

    public double Largest => _differences.Max(each => each.Difference);

    public override string ToString() => string.Join("; ", _differences.OrderByDescending(each => each.Difference).Take(8).Select(each => $"{each.Name} {each.Difference:g3}"));

    private void Compare(string name, ReferenceTensor expected, float[] actual, double leastSize)
    {
        Assert.Equal(expected.Count, actual.Length);
        var largest = expected.Elements.Zip(actual, (wanted, got) => float.IsFinite(got) ? Math.Abs(wanted - got) : double.PositiveInfinity).Max();
        _differences.Add((name, largest / Math.Max(Size(expected), Math.Max(leastSize, 1e-12))));
    }

    private static double Size(ReferenceTensor tensor) => Math.Sqrt(tensor.Elements.Sum(each => each * each) / tensor.Count);
}
