using MLPipeline.Networks;

namespace MLPipeline.Training;

/// <summary>A stage of a network that is trained, and how fast.</summary>
/// <param name="Stage">Such as <c>layer4</c>, <c>stage2</c> or <c>head</c>: see <see cref="ParameterStages"/>.</param>
/// <param name="LearningRate">The rate that a schedule's factor is applied to.</param>
/// <param name="Parameters">The names of its parameters that are trained.</param>
public sealed record StageRate(string Stage, double LearningRate, IReadOnlyList<string> Parameters)
{
    /// <summary>The stages with at least one of the parameters, from the image on.</summary>
    internal static IReadOnlyList<StageRate> Of(
        TrainableClassifier classifier, IReadOnlyCollection<string> trained, ClassifierTrainingOptions options)
    {
        var highest = options.Training.LearningRate;
        var lowest = options.LowestLearningRate ?? highest;
        var stages = ParameterStages.Of(classifier.Network)
            .Select(stage => (stage.Name, Parameters: stage.Parameters.Select(one => one.Name).Where(trained.Contains).ToArray()))
            .Where(stage => stage.Parameters.Length > 0)
            .ToArray();
        double RateOf(int stage) => highest * Math.Pow(lowest / highest, Below(stage));
        return [.. stages.Select((stage, i) => new StageRate(stage.Name, RateOf(i), stage.Parameters))];

        // 1 for the first stage, 0 for the last one, which keeps the highest rate when it is the only one
        double Below(int stage) => stages.Length == 1 ? 0 : (stages.Length - 1.0 - stage) / (stages.Length - 1);
    }

    /// <summary>The stage's rate as factors on <paramref name="highest"/>, parameter by parameter.</summary>
    internal IEnumerable<ParameterRate> FactorsOn(double highest) =>
        Parameters.Select(name => new ParameterRate(name, LearningRate / highest));
}
