using MLPipeline.Inference;

namespace MLPipeline.Predictor.Scoring;

/// <summary>Writes one row after the other.</summary>
internal interface IScoreWriter : IDisposable
{
    void Write(string path, ImagePrediction prediction);
}
