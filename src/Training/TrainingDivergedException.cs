namespace MLPipeline.Training;

/// <summary>The loss stopped being a number; the message names the step and the likely cause.</summary>
public sealed class TrainingDivergedException : Exception
{
    internal TrainingDivergedException(string message)
        : base(message)
    {
    }
}
