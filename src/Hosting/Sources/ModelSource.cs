using System.Security.Cryptography;

namespace MLPipeline.Hosting;

/// <summary>Where a model's versions come from. One thread at a time reads; another may wait meanwhile.</summary>
internal abstract class ModelSource : IDisposable
{
    /// <summary>For people; holds no secret.</summary>
    public abstract string Place { get; }

    /// <summary>Whether <see cref="WaitAsync"/> is to be called at all.</summary>
    public abstract bool IsWatched { get; }

    public abstract bool MustBeThereAtStart { get; }

    /// <summary>Returns when there may be something new. Never fails but by cancellation.</summary>
    public abstract Task WaitAsync(CancellationToken stop);

    /// <summary>The content; null when it is what was read last and <paramref name="always"/> is false.</summary>
    /// <exception cref="Exception">It cannot be read; the message is for people.</exception>
    public abstract Task<ModelContent?> ReadAsync(bool always, CancellationToken cancellation);

    public abstract void Dispose();
}

/// <summary>A model file in memory.</summary>
/// <param name="Bytes">The whole file.</param>
/// <param name="Version">Its SHA-256.</param>
internal sealed record ModelContent(byte[] Bytes, string Version)
{
    public static ModelContent Of(byte[] bytes) => new(bytes, Convert.ToHexStringLower(SHA256.HashData(bytes)));
}
