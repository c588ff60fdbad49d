namespace MLPipeline.Runtime.Rewriting;

/// <summary>The kinds of values on the wire that ONNX uses.</summary>
internal enum WireKind
{
    Varint = 0,
    Fixed64 = 1,
    Bytes = 2,
    Fixed32 = 5,
}
