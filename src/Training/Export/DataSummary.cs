using System.Security.Cryptography;
using System.Text;
using MLPipeline.Datasets;

namespace MLPipeline.Training;

/// <summary>What a model file says about the data it was trained on.</summary>
/// <param name="Sha256">Lower-case hexadecimal digits over every image, its class and its part.</param>
/// <param name="Train">Images to learn from, unreadable ones among them.</param>
/// <param name="Validation">Images the best epoch was chosen with.</param>
/// <param name="Test">Images to measure with.</param>
/// <param name="Skipped">Images that could not be read.</param>
/// <param name="Split">How the parts were chosen; null when the data or the caller said it.</param>
public sealed record DataSummary(string Sha256, int Train, int Validation, int Test, int Skipped, SplitOptions? Split)
{
    /// <summary>The summary of images with known contents.</summary>
    internal static DataSummary Of(TransferData data, int skipped)
    {
        int CountOf(SplitName part) => data.Images.Count(image => image.Part == part);
        return new DataSummary(data.ContentSha256(), CountOf(SplitName.Train), CountOf(SplitName.Validation), CountOf(SplitName.Test), skipped, data.Split);
    }

    /// <summary>The summary of a published set.</summary>
    internal static DataSummary Of(IPixelSource train, IPixelSource? validation, IPixelSource test) => new(
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{train.ContentSha256} {validation?.ContentSha256} {test.ContentSha256}"))),
        train.Count,
        validation?.Count ?? 0,
        test.Count,
        Skipped: 0,
        Split: null);
}
