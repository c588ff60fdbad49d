using MLPipeline.Graphs;

namespace MLPipeline.Backbones;

/// <summary>Describes backbones for people.</summary>
public static class BackboneInspector
{
    /// <summary>
    /// The contract and the stages of a backbone. Counts are those of the network up to its features, without normalisation and classifier.
    /// </summary>
    public static BackboneDescription Describe(Backbone backbone)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        var network = backbone.Graph;
        var trunk = CutAt(network, network.FindValue(backbone.FeatureTensor)!);
        var statistics = trunk.Statistics();
        return new BackboneDescription
        {
            Name = backbone.Name,
            Source = backbone.Source,
            Licence = backbone.Licence,
            NetworkInput = network.Inputs[0].ToString().TrimStart('%'),
            Input = backbone.Input,
            FeatureTensor = backbone.FeatureTensor,
            FeatureCount = backbone.FeatureCount,
            OpsetVersion = network.OpsetVersion,
            Parameters = statistics.Parameters,
            MultiplyAdds = statistics.MultiplyAdds,
            Stages = [.. NetworkStages.Of(trunk).Select(Describe)],
            Sha256 = backbone.Sha256,
        };
    }

    private static BackboneStage Describe(NetworkStage stage)
        => new(stage.Last.Name, stage.Shape.ToString(), stage.Nodes, stage.Parameters);

    private static Graph CutAt(Graph network, Value end)
    {
        var builder = GraphBuilder.Like(network);
        var input = network.Inputs[0];
        var replacements = new Dictionary<Value, Value> { [input] = builder.Input(input.Name, ElementType.Float32, input.Shape) };
        return builder.Build([(end.Name, builder.Inline(network, replacements, end)[end])]);
    }
}
