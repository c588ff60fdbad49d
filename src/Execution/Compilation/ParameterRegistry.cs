using MLPipeline.Graphs;
using MLPipeline.Kernels.Convolutions;
using MLPipeline.Kernels.Memory;

namespace MLPipeline.Execution.Compilation;

/// <summary>
/// Gathers a network's constants while it is compiled, each with the layout that the kernels want; then takes the memory and fills it. One constant has one
/// place, in training and in evaluation.
/// </summary>
internal sealed unsafe class ParameterRegistry(IReadOnlyDictionary<string, OriginalParameter> trained, IReadOnlySet<string> statistics) : IDisposable
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly List<Entry> _order = [];
    private AlignedMemory? _frozen;

    /// <summary>The trained parameters and statistics; only after <see cref="Complete"/>.</summary>
    public ParameterMemory Memory { get; private set; } = null!;

    /// <summary>Floats of constants that do not change.</summary>
    public long FrozenLength => _order.Where(entry => entry.Slot is null).Sum(entry => entry.Length);

    /// <summary>The weights of a convolution.</summary>
    public TensorSlot Weights(Value constant, WeightLayout layout) => Find(constant, layout, ParameterKind.Weight).Values;

    /// <summary>One number per channel, filled up to whole blocks.</summary>
    public TensorSlot Vector(Value constant, ParameterKind kind) => Find(constant, null, kind).Values;

    /// <summary>Where the gradient of a trained parameter is to be written.</summary>
    public TensorSlot Gradient(string name) => _entries[name].Gradients;

    public bool Contains(string name) => _entries.ContainsKey(name);

    /// <summary>Takes the memory and copies the constants' elements into it.</summary>
    public void Complete()
    {
        var slots = new List<ParameterSlot>();
        var start = 0L;
        foreach (var entry in _order.Where(entry => entry.Kind != ParameterKind.Statistic && trained.ContainsKey(entry.Name))
            .Concat(_order.Where(entry => entry.Kind == ParameterKind.Statistic && statistics.Contains(entry.Name))))
        {
            var original = trained.GetValueOrDefault(entry.Name) ?? new OriginalParameter(entry.Elements!.Dimensions, false);
            slots.Add(entry.Slot = new ParameterSlot(entry.Name, entry.Kind, start, entry.Length, original.Dimensions, entry.Layout)
            {
                IsTransposed = original.IsTransposed,
            });
            start += entry.Length;
        }

        Memory = new ParameterMemory(slots);
        _frozen = new AlignedMemory(FrozenLength);
        var frozenStart = 0L;
        foreach (var entry in _order)
        {
            if (entry.Slot is null)
            {
                entry.FrozenStart = frozenStart;
                frozenStart += entry.Length;
            }

            var target = entry.Slot is { } slot ? Memory.Values.Start + slot.Start : _frozen.Start + entry.FrozenStart;
            var constant = entry.Elements!;
            var elements = constant.ElementType == ElementType.Float32 ? constant.AsSpan<float>() : constant.ToFloats();
            if (entry.Layout is { } layout) layout.Pack(elements, target);
            else elements.CopyTo(new Span<float>(target, elements.Length));
            entry.Elements = null; // a large network is not kept twice
        }
    }

    public void Dispose()
    {
        Memory?.Dispose();
        _frozen?.Dispose();
    }

    private Entry Find(Value constant, WeightLayout? layout, ParameterKind kind)
    {
        if (_entries.TryGetValue(constant.Name, out var entry))
        {
            if (entry.Layout?.Length != layout?.Length)
            {
                throw new GraphFormatException($"Constant '{constant.Name}' is the weights of layers of different kinds; it can be one or the other.");
            }

            return entry;
        }

        entry = new Entry { Name = constant.Name, Elements = constant.Constant, Layout = layout, Kind = kind, Length = layout is null ? (constant.Constant!.Count + 15) / 16 * 16 : (layout.Length + 15) / 16 * 16 };
        entry.Values = TensorSlot.At(
            constant.Name, entry.Length, null, () => (nint)(entry.Slot is { } slot ? Memory.Values.Start + slot.Start : _frozen!.Start + entry.FrozenStart));
        entry.Gradients = TensorSlot.At(constant.Name + ".gradient", entry.Length, null, () => (nint)(Memory.Gradients.Start + entry.Slot!.Start));
        _entries.Add(constant.Name, entry);
        _order.Add(entry);
        return entry;
    }

    private sealed class Entry
    {
        public required string Name { get; init; }

        /// <summary>What the memory is filled with; null once it is.</summary>
        public TensorData? Elements { get; set; }

        public required WeightLayout? Layout { get; init; }

        public required ParameterKind Kind { get; init; }

        public required long Length { get; init; }

        public TensorSlot Values { get; set; } = null!;

        public TensorSlot Gradients { get; set; } = null!;

        public ParameterSlot? Slot { get; set; }

        public long FrozenStart { get; set; }
    }
}

/// <summary>How a parameter looks in the network as it was given, before dense layers became convolutions.</summary>
internal sealed record OriginalParameter(IReadOnlyList<long> Dimensions, bool IsTransposed);
