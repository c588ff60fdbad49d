using System.Security.Cryptography;
using System.Text;

namespace MLPipeline.Predictor;

/// <summary>SHA-256 over paths in order; it can be asked at any time for that of the paths until then.</summary>
internal sealed class PathHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public long Count { get; private set; }

    public void Add(string path)
    {
        _hash.AppendData(Encoding.UTF8.GetBytes(path + '\0')); // no path holds a NUL, so none can pass for two
        Count++;
    }

    public string Value() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public void Dispose() => _hash.Dispose();
}
