namespace MLPipeline.Inference;

/// <summary>Turns prepared pixels into one row of a network's input. Immutable and thread-safe.</summary>
internal sealed class TensorWriter
{
    private readonly InputContract _contract;
    private readonly float[] _scale = new float[3];
    private readonly float[] _offset = new float[3];

    public TensorWriter(InputContract contract)
    {
        _contract = contract;
        for (var colour = 0; colour < 3; colour++)
        {
            _scale[colour] = contract.Normalization.Scale(colour);
            _offset[colour] = contract.Normalization.Offset(colour);
        }
    }

    /// <param name="pixels">RGB, <c>[H, W, 3]</c>.</param>
    /// <param name="destination">One row of the input, <see cref="InputContract.ItemShape"/>.</param>
    public void Write(ReadOnlySpan<byte> pixels, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, pixels.Length, nameof(destination));
        for (var colour = 0; colour < 3; colour++)
        {
            var channel = _contract.ChannelOrder == ChannelOrder.Rgb ? colour : 2 - colour;
            if (_contract.Layout == TensorLayout.Nchw)
            {
                var plane = pixels.Length / 3;
                WritePlane(pixels[colour..], destination.Slice(channel * plane, plane), _scale[colour], _offset[colour]);
            }
            else
            {
                WriteInterleaved(pixels[colour..], destination[channel..], _scale[colour], _offset[colour]);
            }
        }
    }

    private static void WritePlane(ReadOnlySpan<byte> source, Span<float> plane, float scale, float offset)
    {
        for (var i = 0; i < plane.Length; i++)
        {
            plane[i] = (source[i * 3] * scale) + offset;
        }
    }

    private static void WriteInterleaved(ReadOnlySpan<byte> source, Span<float> destination, float scale, float offset)
    {
        for (var i = 0; i < destination.Length; i += 3)
        {
            destination[i] = (source[i] * scale) + offset;
        }
    }
}
