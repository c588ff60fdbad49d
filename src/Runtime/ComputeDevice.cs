namespace MLPipeline.Runtime;

/// <summary>Where a network is computed.</summary>
public enum ComputeDevice
{
    /// <summary>The fastest device that loads: CUDA, then DirectML (Windows), else the processor. CoreML is taken only when asked for.</summary>
    Auto,

    /// <summary>The processor. Always there.</summary>
    Cpu,

    /// <summary>An NVIDIA card through ONNX Runtime's CUDA provider (Linux and Windows; build with <c>-p:Gpu=true</c>).</summary>
    Cuda,

    /// <summary>Any DirectX 12 card through DirectML (Windows).</summary>
    DirectML,

    /// <summary>Apple's CoreML (macOS). It may compute in half precision, so its scores differ from the other devices'.</summary>
    CoreML,
}
