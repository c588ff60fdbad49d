using System.Globalization;
using MLPipeline.Networks;

namespace MLPipeline.Training;

/// <summary>Which parameters of a pretrained network are trained; its new classifier always is. Immutable.</summary>
public sealed record Unfreezing
{
    private const string AllStages = "all";
    private const string LastStage = "last-stage";

    private Unfreezing()
    {
    }

    /// <summary>Every parameter.</summary>
    public static Unfreezing All { get; } = new() { Stages = int.MaxValue };

    /// <summary>How many of the last stages before the classifier are trained; null where <see cref="Pattern"/> decides.</summary>
    public int? Stages { get; private init; }

    /// <summary>The parameters' names, where <c>*</c> stands for any letters and <c>?</c> for one; null where <see cref="Stages"/> decides.</summary>
    public string? Pattern { get; private init; }

    /// <summary>
    /// Reads <c>all</c>, <c>last-stage</c> (the last stage before the classifier), a number of such stages, or a pattern over the parameters'
    /// names.
    /// </summary>
    /// <exception cref="ArgumentException">The text is empty or a number below 0.</exception>
    public static Unfreezing Parse(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) throw new ArgumentException($"What to unfreeze is empty; valid are {AllStages}, {LastStage}, a number of stages, or a pattern of parameter names.", nameof(text));
        if (text.Equals(AllStages, StringComparison.OrdinalIgnoreCase)) return All;
        if (text.Equals(LastStage, StringComparison.OrdinalIgnoreCase)) return new Unfreezing { Stages = 1 };
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var stages)) return new Unfreezing { Pattern = text };
        return stages >= 0 ? new Unfreezing { Stages = stages } : throw new ArgumentException($"{stages} stages cannot be unfrozen; 0 trains the classifier alone.", nameof(text));
    }

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() => Pattern ?? (Stages == int.MaxValue ? AllStages : Stages!.Value.ToString(CultureInfo.InvariantCulture));

    /// <summary>The names of the parameters to train.</summary>
    /// <exception cref="NetworkException">The network has fewer stages, or no parameter matches the pattern; the message says what there is.</exception>
    internal IReadOnlyList<string> ParametersOf(TrainableClassifier classifier)
    {
        var trainable = classifier.Parameters();
        if (Stages == int.MaxValue) return trainable;
        var stages = ParameterStages.Of(classifier.Network);
        var head = stages.Single(stage => stage.Name == ParameterStages.Head).Parameters.Select(parameter => parameter.Name);
        var chosen = Pattern is null ? LastOf(stages, classifier) : NetworkParameters.Matching(classifier.Network, Pattern);
        var names = chosen.Select(parameter => parameter.Name).Concat(head).ToHashSet(StringComparer.Ordinal);
        return [.. trainable.Where(names.Contains)];
    }

    private IEnumerable<NetworkParameter> LastOf(IReadOnlyList<ParameterStage> stages, TrainableClassifier classifier)
    {
        var before = stages.Where(stage => stage.Name != ParameterStages.Head).ToList();
        if (Stages > before.Count)
        {
            throw new NetworkException($"{Stages} stages of '{classifier.Name}' cannot be unfrozen; it has {before.Count}: {string.Join(", ", before.Select(stage => stage.Name))}. '{AllStages}' is shorter.");
        }

        return before.TakeLast(Stages!.Value).SelectMany(stage => stage.Parameters);
    }
}
