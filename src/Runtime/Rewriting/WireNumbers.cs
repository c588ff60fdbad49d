namespace MLPipeline.Runtime.Rewriting;

/// <summary>Repeated numbers that were written one behind the other into one field ("packed").</summary>
internal static class WireNumbers
{
    /// <exception cref="InvalidDataException">The last number has no end.</exception>
    public static List<long> Read(ReadOnlySpan<byte> packed)
    {
        var (numbers, number, shift) = (new List<long>(), 0UL, 0);
        foreach (var part in packed)
        {
            number |= (ulong)(part & 0x7F) << shift;
            shift += 7;
            if (part < 0x80)
            {
                numbers.Add((long)number);
                (number, shift) = (0, 0);
            }
            else if (shift >= 64)
            {
                throw new InvalidDataException("A number is longer than 64 bits.");
            }
        }

        return shift == 0 ? numbers : throw new InvalidDataException("A number has no end.");
    }
}
