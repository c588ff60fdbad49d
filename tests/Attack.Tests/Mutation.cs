namespace MLPipeline.Attack.Tests;

/// <summary>How a file was damaged.</summary>
public enum Damage
{
    /// <summary>One to eight bits are turned over.</summary>
    Bits,

    /// <summary>The end is missing.</summary>
    CutOff,

    /// <summary>The beginning of one file, the end of another.</summary>
    Spliced,

    /// <summary>A block is noise, zeros or ones.</summary>
    Overwritten,

    /// <summary>A block is there twice.</summary>
    Repeated,

    /// <summary>A block is missing.</summary>
    Left,

    /// <summary>A number of two or four bytes is one of those that programs forget: 0, 1, the largest, the largest but one.</summary>
    EdgeNumber,
}

/// <summary>A damaged file.</summary>
/// <param name="Number">Its number: the same number makes the same file.</param>
/// <param name="Original">The name of the file it was made of.</param>
/// <param name="Damage">What was done to it.</param>
/// <param name="At">The first byte that may differ; where the file ends for <see cref="Damage.CutOff"/>.</param>
/// <param name="Bytes">What is left.</param>
internal sealed record Mutation(int Number, string Original, Damage Damage, int At, byte[] Bytes)
{
    private static readonly Damage[] Kinds = Enum.GetValues<Damage>();

    /// <summary>Damages one of the files.</summary>
    public static Mutation Make(int number, IReadOnlyList<(string Name, byte[] Bytes)> files)
    {
        var random = new Random(number);
        var (name, bytes) = files[number % files.Count];
        var damage = Kinds[random.Next(Kinds.Length)];
        var at = random.Next(bytes.Length);
        var length = random.Next(1, Math.Max(2, Math.Min(256, bytes.Length - at)));
        var damaged = damage switch
        {
            Damage.CutOff => bytes[..at],
            Damage.Spliced => Splice(bytes[..at], files[random.Next(files.Count)].Bytes, random),
            Damage.Repeated => [.. bytes[..(at + length)], .. bytes[at..]],
            Damage.Left => [.. bytes[..at], .. bytes[(at + length)..]],
            _ => (byte[])bytes.Clone(),
        };
        if (damage == Damage.Bits) at = TurnBits(damaged, at, random);
        if (damage == Damage.Overwritten) Overwrite(damaged.AsSpan(at, length), random);
        if (damage == Damage.EdgeNumber) WriteEdge(damaged.AsSpan(at), random);
        return new Mutation(number, name, damage, at, damaged);
    }

    public override string ToString() => $"number {Number}: {Original}, {Damage} at byte {At}";

    private static byte[] Splice(byte[] beginning, byte[] other, Random random) => [.. beginning, .. other.AsSpan(random.Next(other.Length))];

    private static int TurnBits(byte[] bytes, int at, Random random)
    {
        var first = at;
        for (var left = random.Next(1, 9); left > 0; left--)
        {
            bytes[at] ^= (byte)(1 << random.Next(8));
            first = Math.Min(first, at);
            at = Math.Min(bytes.Length - 1, at + random.Next(1, 64));
        }

        return first;
    }

    private static void Overwrite(Span<byte> block, Random random)
    {
        var fill = random.Next(3);
        if (fill == 0) random.NextBytes(block);
        else block.Fill(fill == 1 ? (byte)0 : (byte)255);
    }

    private static void WriteEdge(Span<byte> bytes, Random random)
    {
        ReadOnlySpan<uint> edges = [0, 1, uint.MaxValue, uint.MaxValue - 1, int.MaxValue, 0x80000000];
        var number = BitConverter.GetBytes(edges[random.Next(edges.Length)]);
        if (random.Next(2) == 0) Array.Reverse(number);
        var length = Math.Min(bytes.Length, random.Next(2) == 0 ? 2 : 4);
        number.AsSpan(0, length).CopyTo(bytes);
    }
}
