using MLPipeline.Graphs;
using MLPipeline.Networks;

namespace MLPipeline.Execution.Tests;

/// <summary>Parameters and batches by the formulas of Golden/ten_steps.py, the same to the bit.</summary>
internal static class FormulaNumbers
{
    /// <summary>Weights of variance 2 / fan in, scales around 1, biases around 0.</summary>
    public static Graph Fill(Graph network, IReadOnlyList<string> trainable) => NetworkParameters.Replace(network, trainable.Order(StringComparer.Ordinal).Index().ToDictionary(
        item => item.Item,
        item =>
        {
            var dimensions = network.FindValue(item.Item)!.Constant!.Dimensions;
            var count = dimensions.Aggregate(1L, (product, length) => product * length);
            Func<double, double> place = dimensions.Count > 1 ? number => number * Math.Sqrt(6.0 / (count / dimensions[0]))
                : item.Item.EndsWith("weight", StringComparison.Ordinal) ? number => 1 + (0.25 * number)
                : number => 0.1 * number;
            return TensorData.FromFloats([.. Range(count, 1_000_003 * (uint)item.Index).Select(number => (float)place(number))], [.. dimensions]);
        }));

    /// <summary>The images of a step, channels last, and target rows of 1 / N for the image's class.</summary>
    public static void Batch(CompiledNetwork network, uint step, int side)
    {
        var pixels = side * side;
        foreach (var (i, number) in Range(network.Images.Length, 500_000_003 + (step * 1_000_003)).Index())
        {
            var (image, channel, pixel) = (i / (3 * pixels), i / pixels % 3, i % pixels);
            network.Images[(((image * pixels) + pixel) * 3) + channel] = (float)number;
        }

        network.Targets.Clear();
        for (var row = 0; row < network.BatchSize; row++)
        {
            network.Targets[(row * network.Classes) + (int)(((7 * step) + (3 * row)) % network.Classes)] = 1f / network.BatchSize;
        }
    }

    /// <summary>Hashes of a start plus 0, 1, 2, … (the finaliser of MurmurHash3), between -1 and 1.</summary>
    private static IEnumerable<double> Range(long count, uint start)
    {
        for (var i = 0L; i < count; i++)
        {
            var z = unchecked((uint)i + start);
            z = (z ^ (z >> 16)) * 0x85EBCA6B;
            z = (z ^ (z >> 13)) * 0xC2B2AE35;
            yield return ((z ^ (z >> 16)) / 2147483648.0) - 1;
        }
    }
}
