namespace MLPipeline.Runtime.Rewriting;

/// <summary>Looks into a model file without reading its weights, which may be large.</summary>
internal static class ModelFileSearch
{
    /// <summary>Whether a node has an operator of this name. A file that is no model has none.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static bool HasOperator(string path, ReadOnlySpan<byte> name)
    {
        // Every model that is loaded is looked through: nothing is read of a node but what it is called.
        var wanted = name.ToArray();
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new BinaryReader(file);
        try
        {
            return AnyField(reader, file.Length, OnnxFields.ModelGraph, graph =>
                AnyField(reader, graph, OnnxFields.GraphNode, node =>
                    AnyField(reader, node, OnnxFields.NodeOperator, end =>
                        end - file.Position == wanted.Length && reader.ReadBytes(wanted.Length).AsSpan().SequenceEqual(wanted))));
        }
        catch (Exception error) when (error is InvalidDataException or FormatException or EndOfStreamException)
        {
            return false;
        }
    }

    /// <summary>Whether a condition holds for a field's value, which the reader stands at the beginning of; its end is given.</summary>
    private static bool AnyField(BinaryReader reader, long end, int number, Func<long, bool> condition)
    {
        var file = reader.BaseStream;
        while (file.Position < end)
        {
            var tag = reader.Read7BitEncodedInt64();
            var kind = (WireKind)(tag & 7);
            var length = kind switch
            {
                WireKind.Varint => reader.Read7BitEncodedInt64() * 0,
                WireKind.Fixed64 => sizeof(ulong),
                WireKind.Fixed32 => sizeof(uint),
                WireKind.Bytes => reader.Read7BitEncodedInt64(),
                _ => throw new InvalidDataException($"Wire type {(int)kind}."),
            };
            if (length < 0 || length > end - file.Position)
            {
                throw new InvalidDataException("A field ends outside its message.");
            }

            var next = file.Position + length;
            if (tag >> 3 == number && kind == WireKind.Bytes && condition(next))
            {
                return true;
            }

            file.Position = next;
        }

        return false;
    }
}
