using System.Runtime.InteropServices;

namespace MLPipeline.Runtime.Operators;

/// <summary>
/// ONNX Runtime's description of an operator: the C struct <c>OrtCustomOp</c> (onnxruntime_c_api.h) as of <see cref="CurrentVersion"/>. It reads
/// no further than the version it is told; unused entries stay null.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct OrtOperator
{
    /// <summary>The version of the API that has all of these entries.</summary>
    public const uint CurrentVersion = 17;

    public uint Version;
    public void* CreateKernel;
    public delegate* unmanaged<OrtOperator*, byte*> GetName;
    public delegate* unmanaged<OrtOperator*, byte*> GetExecutionProviderType;
    public delegate* unmanaged<OrtOperator*, nuint, int> GetInputType;
    public delegate* unmanaged<OrtOperator*, nuint> GetInputTypeCount;
    public delegate* unmanaged<OrtOperator*, nuint, int> GetOutputType;
    public delegate* unmanaged<OrtOperator*, nuint> GetOutputTypeCount;
    public void* KernelCompute;
    public delegate* unmanaged<nint, void> KernelDestroy;
    public delegate* unmanaged<OrtOperator*, nuint, int> GetInputCharacteristic;
    public delegate* unmanaged<OrtOperator*, nuint, int> GetOutputCharacteristic;
    public delegate* unmanaged<OrtOperator*, nuint, int> GetInputMemoryType;
    public delegate* unmanaged<OrtOperator*, int> GetVariadicInputMinArity;
    public delegate* unmanaged<OrtOperator*, int> GetVariadicInputHomogeneity;
    public delegate* unmanaged<OrtOperator*, int> GetVariadicOutputMinArity;
    public delegate* unmanaged<OrtOperator*, int> GetVariadicOutputHomogeneity;
    public delegate* unmanaged<OrtOperator*, nint, nint, nint*, nint> CreateKernelV2;
    public delegate* unmanaged<nint, nint, nint> KernelComputeV2;
    public delegate* unmanaged<OrtOperator*, nint, nint> InferOutputShape;
    public delegate* unmanaged<OrtOperator*, int> GetStartVersion;
    public delegate* unmanaged<OrtOperator*, int> GetEndVersion;
    public void* GetMayInplace;
    public void* ReleaseMayInplace;
    public void* GetAliasMap;
    public void* ReleaseAliasMap;
}
