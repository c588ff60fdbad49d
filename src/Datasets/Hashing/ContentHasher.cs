using System.Buffers;
using System.Security.Cryptography;

namespace MLPipeline.Datasets;

/// <summary>Hashes of a list of images, by position.</summary>
/// <param name="Values">One per image, in the order of the images; <see cref="ContentHash.IsNone"/> where the file could not be read.</param>
/// <param name="Faults">One per file that could not be read, in the order of the images.</param>
public sealed record ContentHashes(IReadOnlyList<ContentHash> Values, IReadOnlyList<DatasetFault> Faults);

/// <summary>Reads image files once, on all cores, to know them by their content.</summary>
public static class ContentHasher
{
    private const int BufferSize = 128 * 1024;

    /// <summary>
    /// Hashes the files of <paramref name="images"/>. Takes 128 KB per core and 32 bytes per image; a file that cannot be read is a fault in the
    /// result, not an exception.
    /// </summary>
    /// <param name="images">In any order; the result has the same.</param>
    /// <param name="degreeOfParallelism">Files read at a time; null for one per core.</param>
    /// <param name="progress">Told how many files are done, after each one; called from several threads, not always in ascending order.</param>
    /// <param name="cancellationToken">Looked at before each file.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static ContentHashes Hash(
        IReadOnlyList<LabeledImage> images, int? degreeOfParallelism = null, Action<int>? progress = null, CancellationToken cancellationToken = default)
    {
        var values = new ContentHash[images.Count];
        var faults = new List<(int Index, DatasetFault Fault)>();
        var done = 0;
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = degreeOfParallelism ?? Environment.ProcessorCount,
            CancellationToken = cancellationToken,
        };
        Parallel.For(0, images.Count, options, () => new Hasher(), (i, _, hasher) =>
        {
            var path = images[i].Path;
            try
            {
                values[i] = hasher.HashFile(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                var fault = new DatasetFault(DatasetFaultKind.Unreadable, path, $"cannot be read ({e.Message.TrimEnd('.')})",
                    "Grant read access to it or take it out of the data set");
                lock (faults)
                    faults.Add((i, fault));
            }

            progress?.Invoke(Interlocked.Increment(ref done));
            return hasher;
        }, hasher => hasher.Dispose());

        return new ContentHashes(values, [.. faults.OrderBy(entry => entry.Index).Select(entry => entry.Fault)]);
    }

    /// <summary>What one thread reuses from file to file.</summary>
    private sealed class Hasher : IDisposable
    {
        private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public ContentHash HashFile(string path)
        {
            Span<byte> digest = stackalloc byte[ContentHash.Size];
            try
            {
                using var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
                long offset = 0;
                for (int read; (read = RandomAccess.Read(file, _buffer, offset)) > 0; offset += read)
                    _hash.AppendData(_buffer, 0, read);
            }
            finally
            {
                _hash.GetHashAndReset(digest); // Half a file must not leak into the next one's hash.
            }

            return new ContentHash(digest);
        }

        public void Dispose()
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _hash.Dispose();
        }
    }
}
