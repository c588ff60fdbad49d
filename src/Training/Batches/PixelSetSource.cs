using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using MLPipeline.Datasets;

namespace MLPipeline.Training;

/// <summary>Some images of a pixel set. Thread-safe.</summary>
public sealed class PixelSetSource : IPixelSource
{
    private readonly PixelSet _set;
    private readonly int[] _places;
    private readonly Lazy<string> _sha256;

    /// <param name="set">The set.</param>
    /// <param name="places">Which of its images, in what order; null for all.</param>
    public PixelSetSource(PixelSet set, IEnumerable<int>? places = null)
    {
        ArgumentNullException.ThrowIfNull(set);
        _set = set;
        _places = [.. places ?? Enumerable.Range(0, set.Count)];
        _sha256 = new Lazy<string>(Digest);
    }

    /// <inheritdoc/>
    public int Count => _places.Length;

    /// <inheritdoc/>
    public int Height => _set.Height;

    /// <inheritdoc/>
    public int Width => _set.Width;

    /// <inheritdoc/>
    public int Channels => _set.Channels;

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes => _set.Classes;

    /// <inheritdoc/>
    public string ContentSha256 => _sha256.Value;

    /// <inheritdoc/>
    public int LabelOf(int index) => _set.Labels[_places[index]];

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Pixels(int index, Span<byte> scratch) => _set.Pixels(_places[index]);

    private string Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(new { Height, Width, Channels, Classes }));
        Span<byte> label = stackalloc byte[sizeof(int)];
        for (var i = 0; i < Count; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(label, LabelOf(i));
            hash.AppendData(label);
            hash.AppendData(Pixels(i, []));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
