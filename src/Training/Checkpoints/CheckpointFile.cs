using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using MLPipeline.Kernels.Memory;

namespace MLPipeline.Training;

/// <summary>The JSON part of a checkpoint.</summary>
internal sealed record CheckpointHeader(SortedDictionary<string, string> Identity, RunState State, IReadOnlyList<CheckpointSection> Sections);

/// <summary>Floats in a checkpoint.</summary>
/// <param name="Name">What they are.</param>
/// <param name="Offset">The first one's place in the file, in bytes.</param>
/// <param name="Length">How many there are.</param>
internal sealed record CheckpointSection(string Name, long Offset, long Length);

/// <summary>The file format of checkpoints, described in docs/checkpoints.md. An opened file has been checked from its first byte to its last.</summary>
internal sealed class CheckpointFile : IDisposable
{
    private const ulong Magic = 0x3154_504B_434C_504D; // "MPLCKPT1"
    private const int PrefixLength = 16;
    private const int Alignment = 64;
    private const int ChunkFloats = 1 << 18;

    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private readonly FileStream _stream;

    private CheckpointFile(FileStream stream, CheckpointHeader header)
    {
        _stream = stream;
        Header = header;
    }

    public CheckpointHeader Header { get; }

    /// <summary>Writes a checkpoint; an older one stays until this one is complete.</summary>
    /// <exception cref="CheckpointException">It cannot be written.</exception>
    public static void Write(string path, SortedDictionary<string, string> identity, RunState state, IReadOnlyList<CheckpointMemory> memories)
    {
        try
        {
            WholeFile.Write(path, stream => Write(stream, identity, state, memories));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{path}: the checkpoint cannot be written ({error.Message}).", error);
        }
    }

    /// <summary>Opens and checks a checkpoint.</summary>
    /// <exception cref="CheckpointException">It cannot be read, is none, or is damaged.</exception>
    public static CheckpointFile Open(string path)
    {
        FileStream? stream = null;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
            var header = ReadHeader(stream, path);
            CheckDigest(stream, path);
            return new CheckpointFile(stream, header);
        }
        catch (Exception error)
        {
            stream?.Dispose();
            if (error is IOException or UnauthorizedAccessException) throw new CheckpointException($"{path}: the checkpoint cannot be read ({error.Message}).", error);
            throw;
        }
    }

    /// <summary>Fills memory from its section.</summary>
    public void Read(CheckpointMemory memory)
    {
        var section = Header.Sections.FirstOrDefault(section => section.Name == memory.Name);
        if (section is null || section.Length != memory.Memory.Length || section.Offset + (section.Length * sizeof(float)) > _stream.Length)
        {
            throw new CheckpointException($"{_stream.Name}: '{memory.Name}' is missing or has another length; another version of the program made the file.");
        }

        _stream.Position = section.Offset;
        for (long start = 0; start < section.Length; start += ChunkFloats) _stream.ReadExactly(Bytes(memory.Memory, start));
    }

    public void Dispose() => _stream.Dispose();

    private static void Write(Stream stream, SortedDictionary<string, string> identity, RunState state, IReadOnlyList<CheckpointMemory> memories)
    {
        // Offsets are part of the header, whose length moves them: room for them is left by measuring a header with the largest ones.
        var headerRoom = Align(PrefixLength + HeaderBytes(long.MaxValue / 2).Length);
        var header = HeaderBytes(headerRoom);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var prefix = new byte[headerRoom];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(prefix.AsSpan(8), header.Length);
        header.CopyTo(prefix, PrefixLength);
        Append(prefix);
        foreach (var (_, memory) in memories)
        {
            for (long start = 0; start < memory.Length; start += ChunkFloats) Append(Bytes(memory, start));
            Append(new byte[Align(memory.Length * sizeof(float)) - (memory.Length * sizeof(float))]);
        }

        stream.Write(hash.GetHashAndReset());

        byte[] HeaderBytes(long firstOffset)
        {
            var sections = new List<CheckpointSection>();
            foreach (var (name, memory) in memories)
            {
                sections.Add(new CheckpointSection(name, firstOffset, memory.Length));
                firstOffset += Align(memory.Length * sizeof(float));
            }

            return JsonSerializer.SerializeToUtf8Bytes(new CheckpointHeader(identity, state, sections), Json);
        }

        void Append(ReadOnlySpan<byte> bytes)
        {
            hash.AppendData(bytes);
            stream.Write(bytes);
        }
    }

    private static CheckpointHeader ReadHeader(FileStream stream, string path)
    {
        Span<byte> prefix = stackalloc byte[PrefixLength];
        if (stream.ReadAtLeast(prefix, PrefixLength, throwOnEndOfStream: false) < PrefixLength || BinaryPrimitives.ReadUInt64LittleEndian(prefix) != Magic)
        {
            throw new CheckpointException($"{path}: this is no checkpoint of this program, or of another version of it.");
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(prefix[8..]);
        if (length < 0 || length > stream.Length - PrefixLength - SHA256.HashSizeInBytes) throw Damaged(path);
        var json = new byte[length];
        stream.ReadExactly(json);
        try
        {
            return JsonSerializer.Deserialize<CheckpointHeader>(json, Json) ?? throw Damaged(path);
        }
        catch (JsonException)
        {
            throw Damaged(path);
        }
    }

    private static void CheckDigest(FileStream stream, string path)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[ChunkFloats * sizeof(float)];
        stream.Position = 0;
        var end = stream.Length - SHA256.HashSizeInBytes;
        while (stream.Position < end)
        {
            var count = stream.Read(buffer, 0, (int)Math.Min(buffer.Length, end - stream.Position));
            hash.AppendData(buffer, 0, count);
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        stream.ReadExactly(digest);
        if (!digest.SequenceEqual(hash.GetHashAndReset())) throw Damaged(path);
    }

    private static CheckpointException Damaged(string path) => new($"{path}: the checkpoint is damaged (its checksum is wrong). Remove it, and the run begins anew.");

    private static Span<byte> Bytes(AlignedMemory memory, long start) =>
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(memory.Span(start, (int)Math.Min(ChunkFloats, memory.Length - start)));

    private static long Align(long length) => (length + Alignment - 1) / Alignment * Alignment;
}
