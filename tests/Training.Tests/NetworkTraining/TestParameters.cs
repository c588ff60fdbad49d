using System.Runtime.CompilerServices;
using MLPipeline.Execution;
using MLPipeline.Kernels.Convolutions;

namespace MLPipeline.Training.Tests;

/// <summary>Lays out parameters as a compiled network does, without one.</summary>
internal static class TestParameters
{
    public static ParameterMemory Of(params IReadOnlyList<(string Name, ParameterKind Kind, long[] Dimensions)> parameters)
    {
        var slots = new List<ParameterSlot>();
        long start = 0;
        foreach (var (name, kind, dimensions) in parameters)
        {
            var length = (dimensions.Aggregate(1L, (product, side) => product * side) + 15) / 16 * 16;
            slots.Add(NewSlot(name, kind, start, length, dimensions, null));
            start += length;
        }

        return NewMemory(slots);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern ParameterMemory NewMemory(IReadOnlyList<ParameterSlot> slots);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern ParameterSlot NewSlot(
        string name, ParameterKind kind, long start, long length, IReadOnlyList<long> dimensions, WeightLayout? layout);
}
