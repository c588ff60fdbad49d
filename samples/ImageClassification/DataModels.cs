using MLPipeline.Inference;

namespace ImageClassification;

/// <summary>An image file and its class: what the program starts from.</summary>
public class ImageData
{
    public string ImagePath { get; set; } = "";

    public string Label { get; set; } = "";
}

/// <summary>What a trained model takes: the bytes of an image file.</summary>
public class ModelInput
{
    public byte[] Image { get; set; } = [];
}

/// <summary>What a trained model gives for a row.</summary>
public class ModelOutput
{
    public string ImagePath { get; set; } = "";

    public string Label { get; set; } = "";

    public string PredictedLabel { get; set; } = "";

    /// <summary>Every class with its probability, best first.</summary>
    public LabelScore[] Score { get; set; } = [];
}
