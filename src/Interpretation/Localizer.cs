using MLPipeline.Graphs;
using MLPipeline.Imaging;
using MLPipeline.Inference;
using MLPipeline.Runtime;

namespace MLPipeline.Interpretation;

/// <summary>
/// Finds where in an image a classifier's classes are, without having been trained for it (F. Yu et al., "Dilated Residual Networks",
/// 2017, section 3): the global average is dropped and the dense layer behind it applied to every place of the last map, as a 1x1
/// convolution with its weights and bias. With f(c, w, h) the responses and g(w, h) the class with the largest one at a place, the box of
/// class i is the smallest that encloses the places where g is i and f above a threshold. A place stands for its part of the image: the
/// finer the last map, the more exact the box. Thread-safe.
/// </summary>
public sealed class Localizer : IDisposable
{
    private const string ResponseOutput = "responses";
    private static readonly BatchRunOptions OneImage = new() { BatchSize = 1, Threads = 1 };

    private readonly OnnxSession _session;
    private readonly ImageBatchRunner _runner;
    private readonly ModelContract _contract;
    private readonly double _threshold;

    private Localizer(OnnxSession session, ModelContract contract, (int Height, int Width) map, double threshold)
    {
        _session = session;
        _runner = new ImageBatchRunner(session, contract.Input, ResponseOutput, OneImage);
        _contract = contract;
        _threshold = threshold;
        (MapHeight, MapWidth) = map;
    }

    /// <summary>Rows of the last map.</summary>
    public int MapHeight { get; }

    /// <summary>Columns of the last map.</summary>
    public int MapWidth { get; }

    /// <summary>Where the network is computed.</summary>
    public DeviceChoice Device => _session.Device;

    /// <summary>Loads a model file.</summary>
    /// <param name="modelPath">A model that this project's trainer wrote.</param>
    /// <param name="contract">What the file says about itself, <see cref="PredictionEngine.Contract"/>.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="GraphFormatException">The network does not end in a global average of a map and one dense layer.</exception>
    /// <exception cref="OnnxModelException">The network cannot be loaded.</exception>
    /// <exception cref="DeviceUnavailableException">The wanted device is not there.</exception>
    public static Localizer Load(string modelPath, ModelContract contract, LocalizerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(contract);
        options ??= new LocalizerOptions();
        options.Validate();
        var graph = OnnxReader.Read(modelPath);
        var classifier = PooledClassifier.Find(ClassLogits.Find(graph, contract.ScoreOutput));
        if (classifier is null || classifier.Bias.Length != contract.Labels.Count)
        {
            throw new GraphFormatException(
                $"Network '{graph.Name}' does not end in a global average and one dense layer of {contract.Labels.Count} classes, which "
                + "localisation without training needs; residual and dilated residual networks do.");
        }

        var convolutional = ApplyEverywhere(graph, classifier);
        var shape = convolutional.Outputs[0].Shape!;
        var session = OnnxSession.Load(
            OnnxWriter.ToBytes(convolutional), new OnnxSessionOptions { Device = options.Device, ThreadsPerRun = 1 });
        return new Localizer(session, contract, ((int)shape[2].Length!.Value, (int)shape[3].Length!.Value), options.Threshold);
    }

    /// <summary>Looks for every class.</summary>
    /// <param name="image">Upright, of any size.</param>
    /// <returns>All classes of the model, the highest score first; among equals in the order of the labels.</returns>
    /// <exception cref="OnnxModelException">The network failed.</exception>
    public IReadOnlyList<LocatedClass> Localize(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        float[] responses = [];
        _runner.Run([ImageSource.FromPixels(image)], row => responses = row.Values.ToArray());
        var map = new ResponseMap(responses, _contract.Labels.Count, MapHeight, MapWidth);
        var located = map.Scores().Select((score, k) => new LocatedClass(k, _contract.Labels[k], score, BoxOf(map, k, image)));
        return [.. located.OrderByDescending(found => found.Score)];
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private PixelBox? BoxOf(ResponseMap map, int wanted, RgbImage image)
    {
        if (map.Enclose(wanted, _threshold) is not var (left, top, right, bottom)) return null;
        var view = _contract.Input.Resize;
        var (width, height) = ((double)view.Width / MapWidth, (double)view.Height / MapHeight); // pixels that a place stands for
        return view.ToSource(left * width, top * height, right * width, bottom * height, image.Width, image.Height);
    }

    /// <summary>The network with its classifier as a 1x1 convolution, <c>[N, K, H, W]</c>.</summary>
    private static Graph ApplyEverywhere(Graph graph, PooledClassifier classifier)
    {
        var builder = GraphBuilder.Like(graph);
        var inputs = graph.Inputs.ToDictionary(input => input, input => builder.Input(input.Name, input.ElementType!.Value, input.Shape));
        var map = builder.Inline(graph, inputs, classifier.Map)[classifier.Map];
        if (classifier.HasChannelsLast)
        {
            map = builder.Add("Transpose", [map], AttributeMap.Empty.With("perm", 0L, 3L, 1L, 2L), "map_nchw");
        }

        var classes = classifier.Bias.Length;
        var weights = TensorData.FromFloats(classifier.Weights, classes, classifier.Weights.Length / classes, 1, 1);
        var bias = TensorData.FromFloats(classifier.Bias, classes);
        var responses = builder.Add(
            "Conv",
            [map, builder.Constant("everywhere.weight", weights), builder.Constant("everywhere.bias", bias)],
            AttributeMap.Empty.With("kernel_shape", 1L, 1L),
            "everywhere");
        return builder.Build([(ResponseOutput, responses)]);
    }
}
