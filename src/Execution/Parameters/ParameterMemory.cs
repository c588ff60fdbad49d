using MLPipeline.Kernels.Memory;

namespace MLPipeline.Execution;

/// <summary>
/// All parameters of a network in one piece of memory, in the order of the network, and their gradients in another of the same layout: an optimiser is one
/// pass over both. Running statistics lie behind the trained parameters and have no gradients. Not safe for concurrent use.
/// </summary>
public sealed unsafe class ParameterMemory : IDisposable
{
    private readonly Dictionary<string, ParameterSlot> _byName;

    internal ParameterMemory(IReadOnlyList<ParameterSlot> slots)
    {
        Slots = slots;
        _byName = slots.ToDictionary(slot => slot.Name, StringComparer.Ordinal);
        TrainedLength = slots.Where(slot => slot.Kind != ParameterKind.Statistic).Sum(slot => slot.Length);
        Values = new AlignedMemory(slots.Sum(slot => slot.Length));
        Gradients = new AlignedMemory(TrainedLength);
    }

    /// <summary>Every parameter, trained ones first.</summary>
    public IReadOnlyList<ParameterSlot> Slots { get; }

    /// <summary>Trained parameters, then running statistics, in the kernels' order.</summary>
    public AlignedMemory Values { get; }

    /// <summary>The gradients of the trained parameters after a step, at the same places as their values.</summary>
    public AlignedMemory Gradients { get; }

    /// <summary>Floats of the trained parameters, what fills blocks up included.</summary>
    public long TrainedLength { get; }

    /// <summary>The parameter of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public ParameterSlot this[string name] =>
        _byName.TryGetValue(name, out var slot) ? slot : throw new KeyNotFoundException($"The network has no parameter '{name}'.");

    /// <summary>A parameter's elements in the network's (ONNX's) order.</summary>
    public float[] Read(ParameterSlot slot) => Read(slot, Values);

    /// <summary>The gradient of a trained parameter in the network's (ONNX's) order.</summary>
    public float[] ReadGradient(ParameterSlot slot) => Read(slot, Gradients);

    /// <summary>Elements that lie as <see cref="Values"/> does, such as an average of them, in the network's (ONNX's) order.</summary>
    public static float[] Read(ParameterSlot slot, AlignedMemory memory)
    {
        ArgumentNullException.ThrowIfNull(slot);
        ArgumentNullException.ThrowIfNull(memory);
        var elements = new float[slot.Count];
        if (slot.Layout is { } layout) layout.Unpack(memory.Start + slot.Start, elements);
        else memory.Span(slot.Start, elements.Length).CopyTo(elements);
        return slot.IsTransposed ? Transpose(elements, slot.Dimensions[1], slot.Dimensions[0]) : elements;
    }

    /// <summary>Sets a parameter from elements in the network's (ONNX's) order.</summary>
    /// <exception cref="ArgumentException">There are more or fewer elements than the parameter has.</exception>
    public void Write(ParameterSlot slot, ReadOnlySpan<float> elements)
    {
        ArgumentNullException.ThrowIfNull(slot);
        if (elements.Length != slot.Count)
        {
            throw new ArgumentException($"Parameter '{slot.Name}' has {slot.Count} elements; {elements.Length} were given.", nameof(elements));
        }

        if (slot.IsTransposed) elements = Transpose(elements, slot.Dimensions[0], slot.Dimensions[1]);
        if (slot.Layout is { } layout) layout.Pack(elements, Values.Start + slot.Start);
        else elements.CopyTo(Values.Span(slot.Start, elements.Length));
    }

    private static float[] Transpose(ReadOnlySpan<float> elements, long rows, long columns)
    {
        var transposed = new float[elements.Length];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++) transposed[(column * rows) + row] = elements[(int)((row * columns) + column)];
        }

        return transposed;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Values.Dispose();
        Gradients.Dispose();
    }
}
