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
        return Of(split, contents, i => split.Parts[i]) with { Split = split.Dataset.HasSplits ? null : split.Options };
    }

    /// <summary>
    /// The images of a cross-validation's step: those of one fold are the test part, those of the others the training part. Validation
    /// images stay what they are; test images take no part.
    /// </summary>
    /// <param name="folds">The data set and its folds.</param>
    /// <param name="fold">The fold to measure, from 0.</param>
    /// <param name="contents">The hash of each image, in the order of the data set; images without one are left out.</param>
    public static TransferData From(DatasetFolds folds, int fold, IReadOnlyList<ContentHash> contents)
    {
        ArgumentNullException.ThrowIfNull(folds);
        ArgumentNullException.ThrowIfNull(contents);
        return Of(folds.Split, contents, i => (folds.Numbers[i], folds.Split.Parts[i]) switch
        {
            ({ } number, _) => number == fold ? SplitName.Test : SplitName.Train,
            (_, SplitName.Validation) => SplitName.Validation,
            _ => null,
        });
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

    /// <summary>The images with a hash and a part.</summary>
    private static TransferData Of(DatasetSplit split, IReadOnlyList<ContentHash> contents, Func<int, SplitName?> partOf)
    {
        var images = new List<TransferImage>(split.Dataset.Images.Count);
        for (var i = 0; i < split.Dataset.Images.Count; i++)
        {
            if (contents[i].IsNone || partOf(i) is not { } part) continue;
            var image = split.Dataset.Images[i];
            var source = new FeatureImage(contents[i], Inference.ImageSource.FromFile(image.Path));
            images.Add(new TransferImage(source, split.Dataset.ClassOf(image), part));
        }

        return new TransferData(split.Dataset.Classes, images);
    }
}
