namespace MLPipeline.Predictor.Scoring;

/// <summary>How far a table is.</summary>
/// <param name="Done">Images that have a row in the table or in the list of bad images.</param>
/// <param name="Rows">Rows of the table.</param>
/// <param name="Unreadable">Rows of the list of bad images, folders included.</param>
/// <param name="PathsSha256">Of the images done, in order.</param>
internal sealed record ScoreCounts(long Done, long Rows, long Unreadable, string PathsSha256)
{
    public static ScoreCounts None { get; } = new(0, 0, 0, ListContent.Of([]).Sha256);
}
