using System.Diagnostics;
using System.Security.Cryptography;
using MLPipeline.Datasets;
using MLPipeline.Graphs;
using MLPipeline.Inference;
using MLPipeline.Quantization;
using MLPipeline.Runtime;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>Makes a smaller model of a model, measures both on the same images, and puts it in place only when it is as good.</summary>
internal sealed record QuantizationJob
{
    /// <summary>A difference of two accuracies may be this much above what it is in fractions of images.</summary>
    private const double Rounding = 1e-9;

    public required string Model { get; init; }

    public required string Output { get; init; }

    public required Func<ImageDataset> Data { get; init; }

    public QuantizationWishes Wishes { get; init; } = new();

    public BatchRunOptions Reading { get; init; } = new();

    /// <summary>Which images to measure with: auto, all, train, validation or test.</summary>
    public string Part { get; init; } = "auto";

    /// <exception cref="QuantizationException">The model cannot be made smaller.</exception>
    public QuantizationReport Run(ProgramConsole console, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var file = File.ReadAllBytes(Model);
        var contract = Contract(Model);
        var graph = OnnxReader.Read(file, Path.GetDirectoryName(Path.GetFullPath(Model)));
        var dataset = Data();
        var selection = PartSelection.Choose(console, dataset, contract, Part, cancellation);
        console.Say($"Measured with: {selection.Explanation}");
        if (selection.Part == "all")
        {
            console.Warn("No images were held out: the figures are of images that the model may have been trained on.");
        }

        var (network, quantized, quantizer) = MakeSmaller(console, graph, contract, dataset, cancellation);
        using var beside = new FileBeside(Output);
        WriteTo(beside, network);
        var scores = PairedScores.Measure(console, dataset, selection, (Model, beside.Name), EngineOptions(), cancellation);
        var isGood = scores.AccuracyLoss <= Wishes.AllowedLoss(scores.Before.Metrics.RowCount) + Rounding;
        if (!isGood && quantizer is not null && quantized!.Effects.Count == 0)
        {
            quantized = quantized with { Effects = quantizer.MeasureLayers(quantized, cancellation) };
        }

        var bytes = new FileInfo(beside.Name).Length;
        if (isGood)
        {
            WriteTo(beside, WithMetadata(network, Described(graph.Metadata, file, scores, quantized)));
            Contract(beside.Name); // what stands in its place can be loaded
            beside.Put();
            bytes = new FileInfo(beside.Place).Length;
        }

        return new QuantizationReport(this, beside.Place, scores, quantized, file.Length, bytes, isGood) { Elapsed = watch.Elapsed };
    }

    private static void WriteTo(FileBeside beside, Graph network)
    {
        using var stream = File.Create(beside.Name);
        OnnxWriter.Write(network, stream);
    }

    private ModelContract Contract(string file)
    {
        using var engine = new PredictionEngine(file, EngineOptions());
        return engine.Contract;
    }

    private (Graph Network, QuantizedModel? Quantized, ModelQuantizer? Quantizer) MakeSmaller(
        ProgramConsole console, Graph graph, ModelContract contract, ImageDataset dataset, CancellationToken cancellation)
    {
        if (Wishes.EightBit is not { } options) return (new HalfPrecisionWeights().Run(graph), null, null);
        var images = CalibrationImages(console, dataset, contract, cancellation);
        console.Say($"Calibrated with: {Measure.Count(images.Length)} images");
        using var progress = new CalibrationProgress(console);
        var quantizer = new ModelQuantizer(
            graph,
            contract.Input,
            images.Select(image => ImageSource.FromFile(image.Path)),
            options with { Threads = Reading.Threads },
            Reading,
            progress.Events,
            cancellation);
        var quantized = quantizer.Run(cancellation);
        return (quantized.Network, quantized, quantizer);
    }

    /// <summary>Training images, where it is known which these are: images that the figures are of should have no say.</summary>
    private LabeledImage[] CalibrationImages(
        ProgramConsole console, ImageDataset dataset, ModelContract contract, CancellationToken cancellation)
    {
        var candidates = PartSelection.FindTraining(console, dataset, contract, cancellation) ?? dataset.Images;
        string[] labels = [.. candidates.Select(image => image.Label)];
        return [.. CalibrationSample.Choose(labels, Wishes.CalibrationImages, Wishes.Seed).Select(place => candidates[place])];
    }

    /// <summary>The model's metadata with what was done to it.</summary>
    private Dictionary<string, string> Described(
        IReadOnlyDictionary<string, string> metadata, byte[] file, PairedScores scores, QuantizedModel? quantized)
    {
        var record = new QuantizationRecord(
            Wishes.Weights,
            Convert.ToHexStringLower(SHA256.HashData(file)),
            scores.Before.Part,
            scores.Before.Metrics.MicroAccuracy,
            scores.After.Metrics.MicroAccuracy,
            scores.Agreement);
        if (quantized is not null)
        {
            record = record with
            {
                Calibration = Wishes.Calibration,
                Images = quantized.Images,
                Seed = Wishes.Seed,
                FloatLayers = quantized.Floating,
            };
        }

        var provenance = record.AddTo(metadata.GetValueOrDefault(ModelMetadata.ProvenanceKey));
        return new Dictionary<string, string>(metadata) { [ModelMetadata.ProvenanceKey] = provenance };
    }

    private static Graph WithMetadata(Graph network, Dictionary<string, string> metadata)
    {
        var builder = GraphBuilder.Like(network);
        var inputs = network.Inputs.ToDictionary(input => input, input => builder.Input(input.Name, input.ElementType!.Value, input.Shape));
        var copies = builder.Inline(network, inputs, network.Outputs);
        return builder.Build([.. network.Outputs.Select(output => (output.Name, copies[output]))], metadata);
    }

    private PredictionEngineOptions EngineOptions() => new() { Device = ComputeDevice.Cpu, ThreadsPerRun = 1, Batches = Reading };
}
