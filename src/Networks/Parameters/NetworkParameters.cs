using System.IO.Enumeration;
using MLPipeline.Graphs;

namespace MLPipeline.Networks;

/// <summary>The parameters of any network, built here or read from a file. Thread-safe; graphs are not changed, new ones are made.</summary>
public static class NetworkParameters
{
    /// <summary>All parameters in the order of their first use. A constant that several nodes share is there once.</summary>
    public static IReadOnlyList<NetworkParameter> Of(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var parameters = new List<NetworkParameter>();
        var seen = new HashSet<Value>();
        foreach (var node in graph.Nodes)
        {
            foreach (var (index, value) in node.Inputs.Index())
            {
                if (value is not null && IsParameter(value) && seen.Add(value)) parameters.Add(new NetworkParameter(value, RoleOf(node, index), node));
            }
        }

        return parameters;
    }

    /// <summary>The parameters whose names match a pattern: <c>layer4.*</c>, <c>*.bias</c>, <c>fc.weight</c>. <c>*</c> stands for any text, <c>?</c> for one letter.</summary>
    /// <exception cref="NetworkException">None does; the message lists what there is.</exception>
    public static IReadOnlyList<NetworkParameter> Matching(Graph graph, string pattern)
    {
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        var all = Of(graph);
        NetworkParameter[] found = [.. all.Where(parameter => FileSystemName.MatchesSimpleExpression(pattern, parameter.Name, ignoreCase: false))];
        if (found.Length > 0) return found;
        var names = all.Select(parameter => parameter.Name).ToArray();
        throw new NetworkException(
            $"No parameter of network '{graph.Name}' is called '{pattern}'.{NearestName.Suggestion(pattern, names)} It has {names.Length}: {Some(names)}.");
    }

    /// <summary>The same network with other elements in some of its parameters; names, nodes and everything else stay.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="elements">By parameter name; type and shape must be those of the parameter.</param>
    /// <exception cref="NetworkException">A name is not there, or a type or shape differs; all faults are listed.</exception>
    public static Graph Replace(Graph graph, IReadOnlyDictionary<string, TensorData> elements)
    {
        ArgumentNullException.ThrowIfNull(elements);
        var parameters = Of(graph).ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
        var faults = elements.Select(pair => FaultOf(graph, parameters, pair.Key, pair.Value)).OfType<string>().ToArray();
        if (faults.Length > 0) throw new NetworkException(faults);

        var builder = GraphBuilder.Like(graph);
        var replacements = graph.Inputs.ToDictionary(input => input, input => builder.Input(input.Name, TypeOf(input), input.Shape));
        foreach (var constant in graph.Constants)
        {
            if (elements.TryGetValue(constant.Name, out var data)) replacements.Add(constant, builder.Constant(constant.Name, data));
        }

        var copies = builder.Inline(graph, replacements, graph.Outputs);
        return builder.Build([.. graph.Outputs.Select(output => (output.Name, copies[output]))], graph.Metadata);
    }

    /// <summary>The same network with the parameters of a pattern started anew by a rule.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="pattern">As in <see cref="Matching"/>.</param>
    /// <param name="rule">How they start; a bias starts by the fans of the weight beside it.</param>
    /// <param name="seed">Another seed gives other numbers.</param>
    /// <exception cref="NetworkException">No parameter matches, or one is not Float32.</exception>
    public static Graph Initialize(Graph graph, string pattern, InitializationRule rule, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return Replace(graph, Matching(graph, pattern).ToDictionary(parameter => parameter.Name, parameter => rule.Create(
            parameter.Name, parameter.Data.Dimensions, seed, FansOf(parameter))));
    }

    internal static bool IsParameter(Value value) =>
        value.Constant is { Dimensions.Count: > 0, ElementType: ElementType.Float32 or ElementType.Float64 or ElementType.Float16 or ElementType.BFloat16 };

    private static Fans FansOf(NetworkParameter parameter) =>
        Fans.Of(parameter.Role == ParameterRole.Bias && parameter.Node.Input(1)?.Constant is { } weight ? weight.Dimensions : parameter.Data.Dimensions);

    private static ParameterRole RoleOf(Node node, int input) => (node.Domain.Length == 0 ? node.Operator : "", input) switch
    {
        ("Conv" or "Gemm" or "MatMul", 1) => ParameterRole.Weight,
        ("Conv" or "Gemm", 2) or ("Add", _) => ParameterRole.Bias,
        ("BatchNormalization", 1) => ParameterRole.NormalizationScale,
        ("BatchNormalization", 2) => ParameterRole.NormalizationShift,
        ("BatchNormalization", 3) => ParameterRole.RunningMean,
        ("BatchNormalization", 4) => ParameterRole.RunningVariance,
        _ => ParameterRole.Other,
    };

    private static string? FaultOf(Graph graph, Dictionary<string, NetworkParameter> parameters, string name, TensorData data)
    {
        if (!parameters.TryGetValue(name, out var parameter))
        {
            return $"Network '{graph.Name}' has no parameter '{name}'.{NearestName.Suggestion(name, parameters.Keys)}";
        }

        var fits = data.ElementType == parameter.Data.ElementType && data.Dimensions.SequenceEqual(parameter.Data.Dimensions);
        return fits ? null : $"Parameter '{name}' of network '{graph.Name}' is {parameter.Data}; {data} cannot take its place.";
    }

    private static ElementType TypeOf(Value input) =>
        input.ElementType ?? throw new NetworkException($"Input '{input.Name}' is no tensor of a known type, so the network cannot be rebuilt. Export it with typed inputs.");

    private static string Some(string[] names) => names.Length <= 12 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(10))}, …, {names[^1]}";
}
