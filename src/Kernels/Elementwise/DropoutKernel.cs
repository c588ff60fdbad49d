using MLPipeline.Kernels.Threading;

namespace MLPipeline.Kernels.Elementwise;

/// <summary>
/// y = x * mask, where an element of the mask is 0 with a probability, else 1 / (1 - probability) (Srivastava et al., 2014). The mask is a function of the seed and
/// the element's place alone.
/// </summary>
public sealed unsafe class DropoutKernel(long length, float ratio) : ParallelKernel
{
    private const long FloatsPerPart = 16 * 1024;

    /// <summary>x.</summary>
    public float* Source { get; set; }

    /// <summary>Set to the mask.</summary>
    public float* Mask { get; set; }

    /// <summary>Set to y; may be x.</summary>
    public float* Target { get; set; }

    /// <summary>What the mask is drawn from.</summary>
    public ulong Seed { get; set; }

    /// <inheritdoc/>
    public override int PartCount => (int)((length + FloatsPerPart - 1) / FloatsPerPart);

    /// <inheritdoc/>
    public override void Execute(int part, int worker)
    {
        var kept = 1 / (1 - ratio);
        var limit = (ulong)(ratio * (double)(1L << 32));
        var end = Math.Min(length, (part + 1) * FloatsPerPart);
        for (var i = part * FloatsPerPart; i < end; i++)
        {
            var mask = Scramble(Seed + ((ulong)i * 0x9E3779B97F4A7C15)) >> 32 < limit ? 0 : kept;
            Mask[i] = mask;
            Target[i] = Source[i] * mask;
        }
    }

    /// <summary>The output function of SplitMix64 (Steele, Lea and Flood, 2014).</summary>
    internal static ulong Scramble(ulong state)
    {
        state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        state = (state ^ (state >> 27)) * 0x94D049BB133111EB;
        return state ^ (state >> 31);
    }
}
