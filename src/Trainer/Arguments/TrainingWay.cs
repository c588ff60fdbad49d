namespace MLPipeline.Trainer;

/// <summary>The ways to train; options that one of them does not have are refused with its name.</summary>
internal enum TrainingWay
{
    /// <summary>A classifier on the features of a frozen backbone: the default.</summary>
    FrozenBackbone,

    /// <summary><c>--unfreeze</c>: the classifier first, then layers of the backbone with it.</summary>
    FineTuning,

    /// <summary><c>--from-scratch</c>: a whole network from random weights.</summary>
    FromScratch,
}
