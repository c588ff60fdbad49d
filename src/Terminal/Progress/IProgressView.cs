namespace MLPipeline.Terminal;

/// <summary>How a task's progress looks. Called by one thread at a time.</summary>
internal interface IProgressView
{
    void Show(ProgressState state);

    /// <summary>Takes away what would stand in the way of another line.</summary>
    void Clear();
}
