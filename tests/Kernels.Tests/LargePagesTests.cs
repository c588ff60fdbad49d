using MLPipeline.Kernels.Memory;

namespace MLPipeline.Kernels.Tests;

public sealed class LargePagesTests
{
    private const string Setting = "/sys/kernel/mm/transparent_hugepage/enabled";
    private const string Summary = "/proc/self/smaps_rollup";

    [SkippableFact]
    public void MuchMemory_LiesInLargePages_WhereLinuxGivesThem()
    {
        Skip.IfNot(File.Exists(Setting) && File.Exists(Summary), "needs Linux");
        Skip.If(File.ReadAllText(Setting).Contains("[never]", StringComparison.Ordinal), "large pages are switched off here");
        var before = KilobytesInLargePages();
        using var memory = new AlignedMemory(64 << 20 >> 2);
        Assert.InRange(KilobytesInLargePages() - before, 1, long.MaxValue);
        Assert.Equal(-1, memory.Span(0, (int)memory.Length).IndexOfAnyExcept(0f));
    }

    private static long KilobytesInLargePages()
    {
        var line = File.ReadLines(Summary).First(line => line.StartsWith("AnonHugePages:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
