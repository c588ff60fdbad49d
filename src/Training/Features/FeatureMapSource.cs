using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MLPipeline.Training;

/// <summary>
/// Images that were computed up to a frozen border: there are no pixels, the rows of a <see cref="FeatureSet"/> are their maps
/// <c>[C, H, W]</c>. Thread-safe until the features are disposed of.
/// </summary>
internal sealed class FeatureMapSource(FeatureSet features, TransferData data, IReadOnlyList<int> places, string identity) : IPixelSource
{
    private readonly Lazy<string> _sha256 = new(() => Digest(data, places, identity));

    public int Count => places.Count;

    public int Height => 1;

    public int Width => 1;

    public int Channels => 1;

    public IReadOnlyList<string> Classes => data.Classes;

    public string ContentSha256 => _sha256.Value;

    public int LabelOf(int index) => data.Images[places[index]].Label;

    public ReadOnlySpan<byte> Pixels(int index, Span<byte> scratch) => [];

    /// <summary><c>[C, H, W]</c>.</summary>
    public ReadOnlySpan<float> Map(int index) => features.Row(places[index]);

    private static string Digest(TransferData data, IReadOnlyList<int> places, string identity)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{identity}|{string.Join('\n', data.Classes)}"));
        foreach (var place in places)
        {
            hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"|{data.Images[place].Image.Content} {data.Images[place].Label}")));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
