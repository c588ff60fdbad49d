using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MLPipeline.Datasets;

namespace MLPipeline.Training;

/// <summary>An image with its class and its part.</summary>
/// <param name="Image">Where to read it, and the hash of its bytes.</param>
/// <param name="Label">Its class, an index into <see cref="TransferData.Classes"/>.</param>
/// <param name="Part">Training, validation or test.</param>
public readonly record struct TransferImage(FeatureImage Image, int Label, SplitName Part);

/// <summary>Images to learn from and to measure on.</summary>
/// <param name="Classes">The class names, at least 2; their order is the order of the scores.</param>
/// <param name="Images">The images of all parts.</param>
public sealed record TransferData(IReadOnlyList<string> Classes, IReadOnlyList<TransferImage> Images)
{
    /// <summary>How the parts were chosen, so that they can be chosen again; null when the data said it themselves or the caller did.</summary>
    public SplitOptions? Split { get; init; }

    /// <summary>The images of a split data set.</summary>
    /// <param name="split">The data set and its parts.</param>
    /// <param name="contents">The hash of each image, in the order of the data set; images without one are left out.</param>
    public static TransferData From(DatasetSplit split, IReadOnlyList<ContentHash> contents)
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(contents);
        var images = new List<TransferImage>(split.Dataset.Images.Count);
        for (var i = 0; i < split.Dataset.Images.Count; i++)
        {
            var image = split.Dataset.Images[i];
            if (!contents[i].IsNone)
            {
                images.Add(new TransferImage(new FeatureImage(contents[i], Inference.ImageSource.FromFile(image.Path)), split.Dataset.ClassOf(image), split.Parts[i]));
            }
        }

        return new TransferData(split.Dataset.Classes, images) { Split = split.Dataset.HasSplits ? null : split.Options };
    }

    /// <summary>SHA-256 over every image's content, class name and part, whatever the files are called and in whatever order they come.</summary>
    public string ContentSha256()
    {
        var entries = Images
            .Select(image => string.Create(CultureInfo.InvariantCulture, $"{image.Image.Content} {image.Part} {Classes[image.Label]}"))
            .Order(StringComparer.Ordinal);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (var entry in entries)
        {
            var bytes = Encoding.UTF8.GetBytes(entry);
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length); // a class name may hold anything, a line end too
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
