namespace MLPipeline.Runtime.Operators;

/// <summary>ONNX's numbers of element types (<c>ONNXTensorElementDataType</c>, <c>TensorProto.DataType</c>).</summary>
internal static class OrtElementType
{
    public const int Float = 1;
    public const int UInt8 = 2;
    public const int Int8 = 3;
    public const int Int32 = 6;
}
