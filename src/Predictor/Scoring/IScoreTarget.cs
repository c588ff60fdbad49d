namespace MLPipeline.Predictor.Scoring;

/// <summary>Files that a scoring goes into. Disposing it closes them; only <see cref="Complete"/> puts them in their places.</summary>
internal interface IScoreTarget : IDisposable
{
    /// <summary>What an earlier run has left in the streams, which stand behind it.</summary>
    ScoreCounts Before { get; }

    Stream Table { get; }

    Stream Errors { get; }

    /// <summary>Takes every image that was among the least certain when it was scored; null where nobody will read it again.</summary>
    Stream? ReviewLog { get; }

    /// <summary>Whether it is time for <see cref="Save"/>.</summary>
    bool WantsToBeSaved { get; }

    /// <summary>Makes sure that a later run can go on behind what is in the streams now.</summary>
    void Save(ScoreCounts counts);

    void Complete(ScoreCounts counts);
}
