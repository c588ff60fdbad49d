using System.Numerics.Tensors;

namespace MLPipeline.Training;

/// <summary>What a network answered on an image that it was measured with.</summary>
/// <param name="Name">The image's path, or its name where it is no file.</param>
/// <param name="Label">Its class.</param>
/// <param name="Answer">The class with the highest probability, of equal ones the first.</param>
/// <param name="Score">That probability.</param>
/// <param name="LabelScore">The probability of <paramref name="Label"/>.</param>
public readonly record struct ImageAnswer(string Name, int Label, int Answer, float Score, float LabelScore)
{
    internal static ImageAnswer Of(string name, int label, ReadOnlySpan<float> scores)
    {
        var answer = TensorPrimitives.IndexOfMax(scores);
        return new ImageAnswer(name, label, answer, scores[answer], scores[label]);
    }
}
