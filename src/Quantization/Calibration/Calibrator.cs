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

    /// <summary>The ranges and means by name; a tensor that takes numbers which are not finite has none.</summary>
    public EightBitPlan Measure(CalibrationMethod method, Action<int, int> progress, CancellationToken cancellation)
    {
        IRangeRule rule = method switch
        {
            CalibrationMethod.Percentile => new PercentileRange(PercentileRange.DefaultShare),
            CalibrationMethod.Entropy => new EntropyRange(),
            _ => new MinMaxRange(),
        };
        var ranges = new Dictionary<string, ValueRange>(StringComparer.Ordinal);
        var means = new Dictionary<string, float[]>(StringComparer.Ordinal);
        var groups = Groups().ToArray();
        foreach (var (number, group) in groups.Index())
        {
            progress(number, groups.Length);
            foreach (var (name, tensor) in Count(group, needsCounts: rule is not MinMaxRange, cancellation))
            {
                if (tensor.Histogram.HasNonFinite) continue;
                ranges.Add(name, rule.Choose(tensor.Histogram));
                if (tensor.Means is not null) means.Add(name, tensor.Means.ToArray());
            }
        }

        progress(groups.Length, groups.Length);
        return new EightBitPlan(ranges, new HashSet<string>()) { Means = means };
    }

    private Dictionary<string, MeasuredTensor> Count(IReadOnlyList<Value> group, bool needsCounts, CancellationToken cancellation)
    {
        var builder = GraphBuilder.Like(network);
        var inputs = network.Inputs.ToDictionary(input => input, input => builder.Input(input.Name, input.ElementType!.Value, input.Shape));
        var copies = builder.Inline(network, inputs, group.Where(value => !value.IsInput));
        var tensors = group.ToDictionary(value => value.Name, value => new MeasuredTensor(value, images.Count), StringComparer.Ordinal);

        // An output may not have an input's name, so every tensor gets one of its own.
        (string Tensor, string Output)[] names = [.. group.Index().Select(entry => (entry.Item.Name, $"measured_{entry.Index}"))];
        var measured = builder.Build([.. group.Index().Select(entry => (
            names[entry.Index].Output, entry.Item.IsInput ? inputs[entry.Item] : copies[entry.Item]))]);
        string[] outputs = [.. names.Select(name => name.Output)];
        Round((tensor, image, numbers) => tensor.Begin(image, numbers));
        if (needsCounts) Round((tensor, _, numbers) => tensor.Histogram.Add(numbers));
        return tensors;

        void Round(TakeNumbers take) => NetworkRuns.Run(
            measured,
            images,
            outputs,
            threads,
            (image, binding) =>
            {
                foreach (var (tensor, output) in names) take(tensors[tensor], image, binding.Output(output));
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

    private delegate void TakeNumbers(MeasuredTensor tensor, int image, ReadOnlySpan<float> numbers);

    private sealed class MeasuredTensor(Value value, int images)
    {
        public NumberHistogram Histogram { get; } = new();

        /// <summary>Null for a tensor without a known number of channels.</summary>
        public ChannelMeans? Means { get; } = value.Shape is [_, { Length: > 0 and { } channels }, ..] ? new ChannelMeans((int)channels, images) : null;

        public void Begin(int image, ReadOnlySpan<float> numbers)
        {
            Histogram.Widen(numbers);
            Means?.Add(image, numbers);
        }
    }
}
