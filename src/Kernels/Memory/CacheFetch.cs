using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace MLPipeline.Kernels.Memory;

/// <summary>
/// Asks for memory that will be read soon, so that it is on its way to the second-level cache while something else is computed. Changes no result, and
/// addresses need not exist; where the processor has no such instruction, nothing happens.
/// </summary>
internal static unsafe class CacheFetch
{
    /// <summary>The line of 16 floats at an address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Line(float* address)
    {
        if (Sse.IsSupported) Sse.Prefetch1(address);
    }
}
