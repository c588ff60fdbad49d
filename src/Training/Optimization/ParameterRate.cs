namespace MLPipeline.Training;

/// <summary>A factor on the learning rate of some parameters, so that pretrained layers learn slower than new ones, or not at all.</summary>
/// <param name="Pattern">The parameters' names, where <c>*</c> stands for any letters and <c>?</c> for one: <c>layer4.*</c>, <c>*.bias</c>.</param>
/// <param name="Factor">0 or more; 0 leaves the parameters as they are.</param>
public sealed record ParameterRate(string Pattern, double Factor)
{
    /// <summary>Every fault of the values, one sentence each; empty when they are usable.</summary>
    public IEnumerable<string> Faults()
    {
        if (string.IsNullOrWhiteSpace(Pattern)) yield return "The pattern of a parameter rate is empty; '*' means every parameter.";
        if (!(Factor >= 0) || !double.IsFinite(Factor)) yield return $"The rate factor {Factor} of '{Pattern}' must be 0 or more.";
    }
}
