using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using MLPipeline.Datasets;

namespace MLPipeline.Training;

/// <summary>The images of a <see cref="PixelSet"/>, all or some. Immutable and thread-safe.</summary>
public sealed class PixelSetSource : IPixelSource
{
    private readonly PixelSet _set;
    private readonly int[] _places;
    private readonly Lazy<string> _contentSha256;

    /// <param name="set">The set.</param>
    /// <param name="places">Which of its images, in which order; null for all. So a part of the training images can be held out to measure on.</param>
    /// <exception cref="ArgumentOutOfRangeException">A place is not in the set.</exception>
    public PixelSetSource(PixelSet set, IEnumerable<int>? places = null)
    {
        ArgumentNullException.ThrowIfNull(set);
        _set = set;
        _places = places is null ? [.. Enumerable.Range(0, set.Count)] : [.. places];
        foreach (var place in _places) ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)place, (uint)set.Count, nameof(places));
        _contentSha256 = new Lazy<string>(Digest);
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
    public string ContentSha256 => _contentSha256.Value;

    /// <inheritdoc/>
    public int LabelOf(int index) => _set.Labels[_places[index]];

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Pixels(int index, Span<byte> scratch) => _set.Pixels(_places[index]);

    private string Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> label = stackalloc byte[sizeof(int)];
        for (var i = 0; i < Count; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(label, LabelOf(i));
            hash.AppendData(label);
            hash.AppendData(_set.Pixels(_places[i]));
        }

        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(Classes));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
