using System.Runtime.InteropServices;

namespace MLPipeline.Kernels.Memory;

/// <summary>
/// Asks Linux for pages of 2 MiB. Convolutions go through dozens of places at once, each in a page of its own, which is more than a processor keeps addresses of
/// with pages of 4 kB; and small pages lie at random in the caches, so that the same run may be fast or slow. Elsewhere, and where Linux declines, pages stay small.
/// </summary>
internal static unsafe class LargePages
{
    /// <summary>Bytes of a large page, and what memory has to be aligned to.</summary>
    public const nuint Size = 2 * 1024 * 1024;

    private const int AdviseHugePages = 14; // MADV_HUGEPAGE of madvise(2)

    private static readonly delegate* unmanaged<void*, nuint, int, int> Advise = Find();

    /// <summary>Whether that much memory should lie in large pages: they can be asked for, and the part of the last one that is not used weighs little.</summary>
    public static bool Suit(nuint bytes) => Advise != null && bytes >= 2 * Size;

    /// <summary>Asks for large pages for memory that has not been touched yet. An advice: it changes no result, and nothing happens where it is not taken.</summary>
    /// <param name="memory">Where the memory begins, a multiple of <see cref="Size"/>.</param>
    /// <param name="bytes">How much of it there is: what <see cref="Suit"/> says.</param>
    public static void Ask(void* memory, nuint bytes) => _ = Advise(memory, bytes, AdviseHugePages);

    private static delegate* unmanaged<void*, nuint, int, int> Find() =>
        OperatingSystem.IsLinux() && NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "madvise", out var address)
            ? (delegate* unmanaged<void*, nuint, int, int>)address
            : null;
}
