using System.Security.Cryptography;

namespace MLPipeline.Datasets.Tests.Hashing;

public class ContentHasherTests
{
    [Fact]
    public void Hashes_AreSha256_InTheOrderOfTheImages_AndUnreadableFilesAreFaults()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(1);
        int[] sizes = [0, 1, 131071, 131072, 131073, 400_000, 55, 56, 64]; // around the buffer's and the hash's block sizes
        var images = new List<LabeledImage>();
        foreach (var (i, size) in sizes.Index())
        {
            var content = new byte[size];
            random.NextBytes(content);
            folder.Write($"{i}.jpg", content);
            images.Add(Image(folder, $"{i}.jpg"));
        }

        images.Insert(3, Image(folder, "gone.jpg"));
        images.Insert(0, Image(folder, "also gone.jpg"));
        var progress = new System.Collections.Concurrent.ConcurrentBag<int>();

        var hashes = ContentHasher.Hash(images, degreeOfParallelism: 2, progress.Add);

        foreach (var (image, hash) in images.Zip(hashes.Values))
        {
            if (File.Exists(image.Path))
                Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(image.Path))), hash.ToString());
            else
                Assert.True(hash.IsNone);
        }

        Assert.Equal(2, hashes.Faults.Count);
        Assert.Contains("also gone.jpg", hashes.Faults[0].Subject);
        Assert.EndsWith("gone.jpg", hashes.Faults[1].Subject);
        Assert.All(hashes.Faults, fault => Assert.Equal(DatasetFaultKind.Unreadable, fault.Kind));
        Assert.Equal(Enumerable.Range(1, images.Count), progress.Order());
    }

    [Fact]
    public void Cancellation_StopsTheWork()
    {
        using var folder = new TemporaryFolder();
        folder.Images([.. Enumerable.Range(0, 20).Select(i => $"{i}.jpg")]);
        using var cancellation = new CancellationTokenSource();
        var images = Enumerable.Range(0, 20).Select(i => Image(folder, $"{i}.jpg")).ToList();

        Assert.ThrowsAny<OperationCanceledException>(() => ContentHasher.Hash(images, 1, done =>
        {
            Assert.InRange(done, 1, 5);
            if (done == 5)
                cancellation.Cancel();
        }, cancellation.Token));
    }

    [Fact]
    public void ContentHash_ComparesLikeItsBytes()
    {
        var hashes = Enumerable.Range(0, 200).Select(i => ContentHash.Of([(byte)i])).ToArray();
        var bytes = new byte[ContentHash.Size];
        hashes[5].CopyTo(bytes);

        Assert.Equal(hashes.OrderBy(hash => hash.ToString(), StringComparer.Ordinal), hashes.Order());
        Assert.Equal(hashes[5], new ContentHash(bytes));
        Assert.True(hashes[5] == new ContentHash(bytes) && hashes[5] != hashes[6]);
        Assert.Throws<ArgumentException>(() => new ContentHash(bytes.AsSpan(1)));
    }

    private static LabeledImage Image(TemporaryFolder folder, string name) => new() { Root = folder.Path, RelativePath = name, Label = "x" };
}
