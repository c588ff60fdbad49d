using System.Numerics;

namespace MLPipeline.Training;

/// <summary>
/// The checksum of TFRecord files: CRC-32C (Castagnoli), rotated right by 15 bits plus a constant, since checksums of data that hold
/// checksums are weak (<c>tensorflow/core/lib/hash/crc32c.h</c>).
/// </summary>
internal static class MaskedCrc32C
{
    private const uint MaskDelta = 0xA282_EAD8;

    public static uint Of(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data) crc = BitOperations.Crc32C(crc, value);
        return BitOperations.RotateRight(~crc, 15) + MaskDelta;
    }
}
