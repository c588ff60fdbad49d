namespace MLPipeline.Runtime.Operators;

/// <summary>Places in the table of ONNX Runtime's C functions (<c>OrtApi</c> in onnxruntime_c_api.h), under the names that they have there.</summary>
internal enum OrtEntry
{
    CreateStatus = 0,
    GetErrorMessage = 2,
    CreateCustomOpDomain = 26,
    CustomOpDomainAdd = 27,
    AddCustomOpDomain = 28,
    GetTensorMutableData = 51,
    CreateTensorTypeAndShapeInfo = 57,
    SetTensorElementType = 58,
    SetDimensions = 59,
    GetDimensionsCount = 61,
    GetDimensions = 62,
    GetSymbolicDimensions = 63,
    GetTensorShapeElementCount = 64,
    GetTensorTypeAndShape = 65,
    KernelContextGetInput = 90,
    KernelContextGetOutput = 91,
    ReleaseStatus = 93,
    ReleaseTensorTypeAndShapeInfo = 99,
    KernelInfoGetInputCount = 230,
    KernelInfoGetConstantInputTensor = 249,
    ShapeInferContextGetInputTypeShape = 268,
    ShapeInferContextSetOutputTypeShape = 270,
    SetSymbolicDimensions = 271,
    KernelContextParallelFor = 274,
}
