namespace MLPipeline.Runtime.Rewriting;

/// <summary>One field of a message in protocol buffers' wire format (protobuf.dev/programming-guides/encoding).</summary>
/// <param name="Number">The field's number in the message's definition.</param>
/// <param name="Kind">How the value is written.</param>
/// <param name="Start">Where the field begins in the message, its tag included.</param>
/// <param name="ValueStart">Where its value begins, behind the length.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Number64">The value, where it is a number; else 0.</param>
internal readonly record struct WireField(int Number, WireKind Kind, int Start, int ValueStart, int End, ulong Number64)
{
    public ReadOnlySpan<byte> Value(ReadOnlySpan<byte> message) => message[ValueStart..End];

    public ReadOnlySpan<byte> Whole(ReadOnlySpan<byte> message) => message[Start..End];
}
