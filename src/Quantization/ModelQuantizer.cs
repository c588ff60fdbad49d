using MLPipeline.Graphs;
using MLPipeline.Inference;

namespace MLPipeline.Quantization;

/// <summary>
/// Brings a model of the trainer to 8 bits: folds what can be folded, measures the ranges of its tensors on images, and leaves in floats
/// the layers that change the answers most, where too many change. The same model, images and options give the same network, on any number
/// of threads.
/// </summary>
public sealed class ModelQuantizer
{
    private readonly ModelQuantizerProgress _progress;
    private readonly QuantizationOptions _options;
    private readonly Graph _network;
    private readonly PreparedImages _images;

    /// <param name="model">
    /// A model file's network: float32 <c>input</c>, <c>[batch, 3, H, W]</c>, whole numbers 0 to 255; output <c>Score</c>.
    /// </param>
    /// <param name="input">How an image becomes that input.</param>
    /// <param name="images">Images to calibrate with; training images, some from every class.</param>
    /// <param name="options">How.</param>
    /// <param name="reading">Threads and limits of decoding.</param>
    /// <param name="progress">Told what is done, and of unreadable images.</param>
    /// <param name="cancellation">Looked at between images.</param>
    /// <exception cref="ArgumentException">The options cannot be used; the message has a line for every fault.</exception>
    /// <exception cref="QuantizationException">The network cannot be brought to 8 bits, or not one image can be read.</exception>
    public ModelQuantizer(
        Graph model,
        InputContract input,
        IEnumerable<ImageSource> images,
        QuantizationOptions? options = null,
        BatchRunOptions? reading = null,
        ModelQuantizerProgress? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(images);
        _options = options ?? new QuantizationOptions();
        _progress = progress ?? new ModelQuantizerProgress();
        string[] faults = [.. _options.Faults()];
        if (faults.Length > 0) throw new ArgumentException(string.Join('\n', faults), nameof(options));
        RequireFloats(model);
        if (!input.Normalization.Equals(PixelNormalization.None))
        {
            throw new QuantizationException(
                "The model's input is not plain pixels of 0 to 255, as that of the trainer's models is. Train it anew.");
        }

        _network = new NoOpRemoval().Run(new BatchNormalizationFolding().Run(new ConstantFolding().Run(model)));
        _images = PreparedImages.Read(input, images, reading ?? new BatchRunOptions(), _progress.Unread, cancellation);
        if (_images.Count == 0) throw new QuantizationException("Not one of the calibration images could be read.");
    }

    /// <summary>Calibrates and builds the network in 8 bits.</summary>
    /// <exception cref="QuantizationException">No layer of the network can be computed in 8 bits.</exception>
    public QuantizedModel Run(CancellationToken cancellation = default)
    {
        var plan = new Calibrator(_network, _images, _options.Threads).Measure(_options.Calibration, _progress.Calibrated, cancellation);
        return new LayerSearch(this, plan, cancellation).Run();
    }

    /// <summary>What each layer of a model that this quantizer made costs, the worst first; for one where nobody had to look yet.</summary>
    public IReadOnlyList<LayerEffect> MeasureLayers(QuantizedModel model, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new LayerSearch(this, model.Plan, cancellation).Measure(model.Layers);
    }

    internal QuantizationOptions Options => _options;

    internal ModelQuantizerProgress Progress => _progress;

    internal PreparedImages Images => _images;

    internal Graph Network => _network;

    /// <summary>The probabilities that a network gives for images.</summary>
    internal Answers Answer(Graph network, PreparedImages images, CancellationToken cancellation)
    {
        var scores = new float[images.Count][];
        NetworkRuns.Run(
            network,
            images,
            [ModelMetadata.ScoreOutput],
            _options.Threads,
            (index, binding) => scores[index] = binding.Output(ModelMetadata.ScoreOutput).ToArray(),
            cancellation);
        return new Answers(scores);
    }

    private static void RequireFloats(Graph model)
    {
        if (EightBitQuantization.IsQuantized(model))
        {
            throw new QuantizationException("The model is computed in 8 bits already. Start from the model it was made of.");
        }

        if (model.OpsetVersion < EightBitQuantization.OldestOpset)
        {
            throw new QuantizationException(
                $"The model is written in opset {model.OpsetVersion}; 8-bit operators begin with opset {EightBitQuantization.OldestOpset}. "
                + "Export its backbone in a newer one, such as 17.");
        }
    }
}
