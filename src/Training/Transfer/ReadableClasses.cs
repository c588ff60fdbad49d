using MLPipeline.Datasets;

namespace MLPipeline.Training;

/// <summary>Makes sure that something is left to learn of every class after unreadable images were left out.</summary>
internal static class ReadableClasses
{
    private const int MostImages = 20;

    /// <exception cref="DatasetException">A class has no readable training image; the first unreadable ones are named.</exception>
    public static void Require(IReadOnlyList<string> classes, ReadOnlySpan<int> readable, IReadOnlyList<SkippedImage> skipped)
    {
        var faults = new List<DatasetFault>();
        for (var k = 0; k < readable.Length; k++)
        {
            if (readable[k] == 0)
            {
                faults.Add(new DatasetFault(
                    DatasetFaultKind.TooFewImages, $"class '{classes[k]}'", "none of its training images can be read", "Replace its images or take the class out"));
            }
        }

        if (faults.Count > 0)
        {
            throw new DatasetException(faults.Concat(skipped.Take(MostImages).Select(image => new DatasetFault(
                DatasetFaultKind.Unreadable, image.Name, image.Reason.TrimEnd('.'), "Repair it or take it out of the data set"))));
        }
    }
}
