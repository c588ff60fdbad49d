using MLPipeline.Inference;

namespace MLPipeline.Predictor.Scoring;

/// <summary>Writes one row after the other.</summary>
internal interface IScoreWriter : IDisposable
{
    void Write(string path, ImagePrediction prediction);

    /// <summary>Hands everything written to the stream, and flushes that.</summary>
    void Flush();
}
