using MLPipeline.Graphs;

namespace MLPipeline.Quantization;

/// <summary>Finds the ranges of a network's tensors by running it over images, with those tensors as outputs.</summary>
/// <remarks>
/// Memory is bounded: tensors are measured in groups, of which one image's numbers are held for each thread, and only counts are kept.
/// </remarks>
internal sealed class Calibrator(Graph network, PreparedImages images, int threads)
{
    /// <summary>Numbers of one group for one image: 64 MB for each thread.</summary>
    private const long GroupSize = 16 << 20;

    /// <summary>The ranges by name; a tensor that takes numbers which are not finite has none.</summary>
    public IReadOnlyDictionary<string, ValueRange> Measure(CalibrationMethod method, Action<int, int> progress, CancellationToken cancellation)
    {
        IRangeRule rule = method switch
        {
            CalibrationMethod.Percentile => new PercentileRange(PercentileRange.DefaultShare),
            CalibrationMethod.Entropy => new EntropyRange(),
            _ => new MinMaxRange(),
        };
        var ranges = new Dictionary<string, ValueRange>(StringComparer.Ordinal);
        var groups = Groups().ToArray();
        foreach (var (number, group) in groups.Index())
        {
            progress(number, groups.Length);
            foreach (var (name, histogram) in Count(group, needsCounts: rule is not MinMaxRange, cancellation))
            {
                if (!histogram.HasNonFinite) ranges.Add(name, rule.Choose(histogram));
            }
        }

        progress(groups.Length, groups.Length);
        return ranges;
    }

    private Dictionary<string, NumberHistogram> Count(IReadOnlyList<Value> group, bool needsCounts, CancellationToken cancellation)
    {
        var builder = GraphBuilder.Like(network);
        var inputs = network.Inputs.ToDictionary(input => input, input => builder.Input(input.Name, input.ElementType!.Value, input.Shape));
        var copies = builder.Inline(network, inputs, group.Where(value => !value.IsInput));
        var histograms = group.ToDictionary(value => value.Name, _ => new NumberHistogram(), StringComparer.Ordinal);

        // An output may not have an input's name, so every tensor gets one of its own.
        (string Tensor, string Output)[] names = [.. group.Index().Select(entry => (entry.Item.Name, $"measured_{entry.Index}"))];
        var measured = builder.Build([.. group.Index().Select(entry => (
            names[entry.Index].Output, entry.Item.IsInput ? inputs[entry.Item] : copies[entry.Item]))]);
        string[] outputs = [.. names.Select(name => name.Output)];
        Round((histogram, numbers) => histogram.Widen(numbers));
        if (needsCounts) Round((histogram, numbers) => histogram.Add(numbers));
        return histograms;

        void Round(CountNumbers count) => NetworkRuns.Run(
            measured,
            images,
            outputs,
            threads,
            (_, binding) =>
            {
                foreach (var (tensor, output) in names) count(histograms[tensor], binding.Output(output));
            },
            cancellation);
    }

    private IEnumerable<IReadOnlyList<Value>> Groups()
    {
        var group = new List<Value>();
        long size = 0;
        foreach (var value in EightBitQuantization.Measured(network))
        {
            var count = value.Shape?.Skip(1).Aggregate(1L, (product, length) => product * (length.Length ?? 1)) ?? 1;
            if (group.Count > 0 && size + count > GroupSize)
            {
                yield return group;
                (group, size) = ([], 0);
            }

            group.Add(value);
            size += count;
        }

        if (group.Count > 0) yield return group;
    }

    private delegate void CountNumbers(NumberHistogram histogram, ReadOnlySpan<float> numbers);
}
