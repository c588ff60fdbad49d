using MLPipeline.Runtime;

namespace MLPipeline.Training;

/// <summary>What happens in a training run, as it happens. Every event is immutable and comes from one thread at a time.</summary>
public abstract record TransferEvent
{
    private TransferEvent()
    {
    }

    /// <summary>The device was chosen.</summary>
    public sealed record DeviceChosen(DeviceChoice Device) : TransferEvent;

    /// <summary>Features are being computed.</summary>
    public sealed record Features(FeatureProgress Progress) : TransferEvent;

    /// <summary>The classifier's training begins.</summary>
    /// <param name="TrainImages">Images to learn from.</param>
    /// <param name="ValidationImages">Images for early stopping.</param>
    /// <param name="TestImages">Images for the final figures.</param>
    public sealed record HeadStarted(int TrainImages, int ValidationImages, int TestImages) : TransferEvent;

    /// <summary>An epoch of the classifier is done.</summary>
    public sealed record Epoch(HeadEpoch Figures) : TransferEvent;
}
