using MLPipeline.Datasets;
using MLPipeline.Graphs;

namespace MLPipeline.Training;

/// <summary>The images of a data set computed up to a frozen border, once, and kept by content. Disposing it releases the cache files.</summary>
internal sealed class FrozenMaps : IDisposable
{
    private readonly FeatureSet _features;

    private FrozenMaps(FeatureSet features, ClassifierData data)
    {
        _features = features;
        Data = data;
    }

    /// <summary>The parts as maps.</summary>
    public ClassifierData Data { get; }

    /// <summary>How many were computed, how many found, and how long it took.</summary>
    public FeatureSet Features => _features;

    /// <summary>Computes what the cache does not have.</summary>
    /// <exception cref="DatasetException">A class has no readable training image.</exception>
    public static FrozenMaps Compute(
        TrainableClassifier classifier, Value border, TransferData data, FeatureOptions options, Action<FeatureProgress>? progress, CancellationToken cancellation)
    {
        var network = FeatureNetwork.Below(classifier, border);
        var features = new FeatureExtractor(network, options with { RequireSome = false })
            .Extract([.. data.Images.Select(image => image.Image)], progress, cancellation: cancellation);
        try
        {
            return new FrozenMaps(features, DataOf(features, data, network.Identity()));
        }
        catch
        {
            features.Dispose();
            throw;
        }
    }

    public void Dispose() => _features.Dispose();

    private static ClassifierData DataOf(FeatureSet features, TransferData data, string identity)
    {
        ClassifierImages? Part(SplitName part)
        {
            int[] places = [.. Enumerable.Range(0, data.Images.Count).Where(place => data.Images[place].Part == part && features.Has(place))];
            return places.Length == 0 ? null : new ClassifierImages(new FeatureMapSource(features, data, places, identity), index => data.Images[places[index]].Image.Source);
        }

        var (train, validation, test) = (Part(SplitName.Train), Part(SplitName.Validation), Part(SplitName.Test));
        return new ClassifierData
        {
            Train = train!,
            Validation = validation,
            Test = test,
            Sample = validation ?? test ?? train,
            Skipped = features.Skipped,
            Summary = DataSummary.Of(data, features.Skipped.Count),
        };
    }
}
