using System.Text.RegularExpressions;
using MLPipeline.Graphs;

namespace MLPipeline.Networks;

/// <summary>A part of a network that is frozen, or trained with a rate of its own.</summary>
/// <param name="Name"><c>stem</c>, <c>layer1</c> … <c>head</c> where parameters have such names, otherwise <c>stage1</c> … <c>head</c>.</param>
/// <param name="Parameters">In the order of their use; running means and variances are among them.</param>
public sealed record ParameterStage(string Name, IReadOnlyList<NetworkParameter> Parameters);

/// <summary>Divides the parameters of a network into stages.</summary>
public static partial class ParameterStages
{
    /// <summary>The name of the last stage: the classifier, and all dense layers before it.</summary>
    public const string Head = "head";

    /// <summary>
    /// The stages from the image on; every parameter is in exactly one. Residual networks say by their parameters' names
    /// (<c>layer3.0.conv1.weight</c>) where a stage begins, which is not seen from outside where a dilated stage keeps the resolution.
    /// All others are divided by resolution (<see cref="NetworkStages"/>); what comes after height and width are gone is the head, and
    /// so is a classifier that is a 1x1 convolution.
    /// </summary>
    public static IReadOnlyList<ParameterStage> Of(Graph graph)
    {
        var parameters = NetworkParameters.Of(graph);
        var named = parameters.Any(parameter => LayerName().IsMatch(parameter.Name));
        var stageOf = named ? ByName(parameters) : ByResolution(graph, parameters);
        return [.. parameters.GroupBy(parameter => stageOf[parameter]).Select(group => new ParameterStage(group.Key, [.. group]))];
    }

    private static Dictionary<NetworkParameter, string> ByName(IReadOnlyList<NetworkParameter> parameters)
    {
        var stages = new Dictionary<NetworkParameter, string>();
        var current = "stem";
        foreach (var parameter in parameters)
        {
            var match = LayerName().Match(parameter.Name);
            if (match.Success) current = match.Value.TrimEnd('.');
            else if (parameter.Node.Outputs[0]?.Shape is { Count: 2 } || parameter.Name.StartsWith("fc.", StringComparison.Ordinal)) current = Head;
            stages.Add(parameter, current);
        }

        return stages;
    }

    private static Dictionary<NetworkParameter, string> ByResolution(Graph graph, IReadOnlyList<NetworkParameter> parameters)
    {
        var nameOf = new Dictionary<Node, string>();
        var (start, number) = (0, 0);
        foreach (var stage in NetworkStages.Of(graph))
        {
            var name = stage.Shape.Count == 2 ? Head : FormattableString.Invariant($"stage{number + 1}");
            if (name != Head && stage.Parameters > 0) number++;
            foreach (var node in graph.Nodes.Skip(start).Take(stage.Nodes)) nameOf[node] = name;
            start += stage.Nodes;
        }

        foreach (var node in graph.Nodes.Skip(start).Concat(Classifier(graph))) nameOf[node] = Head;
        return parameters.ToDictionary(parameter => parameter, parameter => nameOf[parameter.Node]);
    }

    /// <summary>The nodes behind the features; none when the network has no classifier.</summary>
    private static IEnumerable<Node> Classifier(Graph graph)
    {
        var behind = new HashSet<Value>();
        try
        {
            behind.Add(FeatureFinder.Find(graph).Value);
        }
        catch (GraphFormatException)
        {
            yield break;
        }

        foreach (var node in graph.Nodes.Where(node => node.Inputs.Any(input => input is not null && behind.Contains(input))))
        {
            behind.UnionWith(node.Outputs.OfType<Value>());
            yield return node;
        }
    }

    [GeneratedRegex(@"^layer\d+\.")]
    private static partial Regex LayerName();
}
