using MLPipeline.Kernels.Convolutions;

namespace MLPipeline.Execution;

/// <summary>Where one parameter lies in <see cref="ParameterMemory"/>.</summary>
public sealed class ParameterSlot
{
    internal ParameterSlot(string name, ParameterKind kind, long start, long length, IReadOnlyList<long> dimensions, WeightLayout? layout)
    {
        Name = name;
        Kind = kind;
        Start = start;
        Length = length;
        Dimensions = dimensions;
        Layout = layout;
    }

    /// <summary>The name of the network's constant, such as <c>layer1.0.conv1.weight</c>.</summary>
    public string Name { get; }

    /// <summary>What the parameter does.</summary>
    public ParameterKind Kind { get; }

    /// <summary>The first float; a multiple of 16.</summary>
    public long Start { get; }

    /// <summary>
    /// Floats in memory, a multiple of 16: the elements in the kernels' order, with zeros where blocks of 16 channels are not full. Gradients are zero
    /// there too, so that every optimiser leaves them zero.
    /// </summary>
    public long Length { get; }

    /// <summary>The lengths in the network, as in <c>[64, 3, 7, 7]</c>.</summary>
    public IReadOnlyList<long> Dimensions { get; }

    /// <summary>The number of elements, without what fills blocks up.</summary>
    public long Count => Dimensions.Aggregate(1L, (product, length) => product * length);

    /// <summary>Whether the network has the matrix of a dense layer the other way round, as <c>[F, K]</c>.</summary>
    internal bool IsTransposed { get; init; }

    /// <summary>Null for a vector, which lies as it is.</summary>
    internal WeightLayout? Layout { get; }
}
