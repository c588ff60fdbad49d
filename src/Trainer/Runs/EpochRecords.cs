using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>Which files are written epoch by epoch.</summary>
/// <param name="Logs">Tables.</param>
/// <param name="TensorBoard">The folder of TensorBoard's file; null for none.</param>
internal sealed record EpochRecords(IReadOnlyList<string> Logs, string? TensorBoard)
{
    public static EpochRecords None { get; } = new([], null);

    /// <summary>Every file with the option that names it.</summary>
    public IEnumerable<(string Option, string? Path)> Files
    {
        get
        {
            foreach (var log in Logs) yield return ("--log", log);
            if (TensorBoard is not null) yield return ("--tensorboard", Path.Combine(TensorBoard, TensorBoardLog.FileName));
        }
    }
}
