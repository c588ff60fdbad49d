namespace MLPipeline.Kernels;

/// <summary>The registers that kernels are compiled for.</summary>
public enum VectorWidth
{
    /// <summary>128 bits: SSE, NEON.</summary>
    Bits128 = 128,

    /// <summary>256 bits: AVX2.</summary>
    Bits256 = 256,

    /// <summary>512 bits: AVX-512.</summary>
    Bits512 = 512,
}
