namespace MLPipeline.Training;

/// <summary>What the check of an exported file found.</summary>
/// <param name="Path">The file.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="ImagesChecked">Images that were read again and scored by the finished file.</param>
/// <param name="LargestDifference">Largest absolute difference of a class probability between the file and the trainer.</param>
public sealed record ExportReport(string Path, long Bytes, int ImagesChecked, double LargestDifference);
