using MLPipeline.Kernels.Memory;

namespace MLPipeline.Execution.Compilation;

/// <summary>
/// A tensor of a compiled network: its layout and, once memory is planned, its address. Either it lies in the planned memory, which tensors that are not
/// needed at the same time share, or at a fixed place that somebody else owns (a parameter, a gradient, the images).
/// </summary>
internal sealed unsafe class TensorSlot
{
    private readonly Func<nint>? _place;

    private TensorSlot(string name, long length, TensorLayout? layout, Func<nint>? place)
    {
        Name = name;
        Length = length;
        Layout = layout;
        _place = place;
    }

    public string Name { get; }

    /// <summary>Floats.</summary>
    public long Length { get; }

    /// <summary>How an image tensor lies; null for vectors and weights.</summary>
    public TensorLayout? Layout { get; }

    /// <summary>Whether the tensor lies in the planned memory.</summary>
    public bool IsPlanned => _place is null;

    /// <summary>Where the planned memory holds it, in floats.</summary>
    public long Offset { get; set; }

    /// <summary>The first operation that writes it.</summary>
    public int FirstUse { get; private set; } = int.MaxValue;

    /// <summary>The last operation that reads or writes it.</summary>
    public int LastUse { get; private set; } = -1;

    /// <summary>The first float; only when memory has been taken.</summary>
    public float* Start { get; private set; }

    public static TensorSlot Planned(string name, TensorLayout layout) => new(name, layout.Length, layout, null);

    public static TensorSlot Planned(string name, long length) => new(name, (length + 15) / 16 * 16, null, null);

    public static TensorSlot At(string name, long length, TensorLayout? layout, Func<nint> place) => new(name, length, layout, place);

    public void Use(int operation)
    {
        FirstUse = Math.Min(FirstUse, operation);
        LastUse = Math.Max(LastUse, operation);
    }

    public void Resolve(float* plannedMemory) => Start = _place is { } place ? (float*)place() : plannedMemory + Offset;
}
