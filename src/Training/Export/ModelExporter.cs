using MLPipeline.Backbones;
using MLPipeline.Datasets;
using MLPipeline.Graphs;
using MLPipeline.Inference;
using MLPipeline.Runtime;

namespace MLPipeline.Training;

/// <summary>
/// Writes a retrained classifier as one ONNX file: normalisation, backbone, dense layer and softmax, with labels, input contract and
/// provenance in its metadata. The file is scored by the predictor's own code before it is put in place.
/// </summary>
public static class ModelExporter
{
    /// <summary>Class probabilities of the file and of the trainer may differ by this much: rounding of single precision.</summary>
    public const double Tolerance = 1e-5;

    /// <summary>
    /// The same for a network that was trained as a whole. Its trainer computes with other kernels than the file: sums of thousands of products
    /// in another order, convolutions by minimal filtering (which rounds about ten times as much), normalisation not yet folded; through tens
    /// of layers that makes a few 1e-6 to 1e-5 of a probability.
    /// </summary>
    public const double NetworkTolerance = 1e-4;

    /// <summary>Images at the most that the check scores, spread evenly over the validation images.</summary>
    public const int MostCheckedImages = 512;

    /// <summary>Writes and checks the file. It appears under its name only when the check has passed.</summary>
    /// <param name="result">What to write.</param>
    /// <param name="path">The file; missing folders are made, an older file is replaced.</param>
    /// <param name="cancellation">Leaves no file.</param>
    /// <exception cref="ExportException">The finished file does not give the trainer's scores.</exception>
    /// <exception cref="IOException">The file cannot be written, e.g. because the disk is full.</exception>
    public static ExportReport Export(TransferResult result, string path, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var places = PlacesToCheck(result);
        var options = new PredictionEngineOptions { Device = result.Device.Device, ThreadsPerRun = 1, Batches = result.Options.Features.Batches };
        return CheckedModelFile.Write(
            path,
            Build(result),
            [.. places.Select(place => result.Data.Images[place].Image.Source)],
            (index, scores) => result.Head.Head.Predict(result.Features.Row(places[index]), scores),
            result.Classes.Count,
            Tolerance,
            options,
            cancellation);
    }

    /// <summary>Writes and checks the file of a network that was trained as a whole, or in part. It appears under its name only when the check has passed.</summary>
    /// <param name="result">What to write.</param>
    /// <param name="path">The file; missing folders are made, an older file is replaced.</param>
    /// <param name="batches">Threads and decoding limits of the check.</param>
    /// <param name="cancellation">Leaves no file.</param>
    /// <exception cref="ExportException">The finished file does not give the trainer's scores.</exception>
    /// <exception cref="IOException">The file cannot be written, e.g. because the disk is full.</exception>
    public static ExportReport Export(TrainedClassifier result, string path, BatchRunOptions? batches = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var options = new PredictionEngineOptions { Device = ComputeDevice.Cpu, ThreadsPerRun = 1, Batches = batches ?? new BatchRunOptions() };
        return CheckedModelFile.Write(
            path,
            Build(result),
            [.. result.Checked.Select(image => image.Source)],
            (index, scores) => result.Checked[index].Scores.CopyTo(scores, 0),
            result.Classes.Count,
            NetworkTolerance,
            options,
            cancellation);
    }

    /// <summary>The bytes of the model file, unchecked.</summary>
    internal static byte[] Build(TransferResult result)
    {
        var contract = new ModelContract
        {
            Input = FeatureGraphBuilder.Input(result.Backbone),
            Labels = result.Classes,
            Provenance = Provenance.Describe(result),
        };
        var head = result.Head.Head;
        return OnnxWriter.ToBytes(ClassifierGraphBuilder.Build(result.Backbone, head.Weights, head.Bias, ModelMetadata.Write(contract), exposeFeatures: true));
    }

    /// <summary>The bytes of the model file, unchecked: batch normalisation becomes part of the convolutions, dropout is left out.</summary>
    internal static byte[] Build(TrainedClassifier result)
    {
        var classifier = result.Classifier;
        var contract = new ModelContract
        {
            Input = new InputContract { Resize = classifier.Resize }, // the file's own graph normalises
            Labels = result.Classes,
            Provenance = Provenance.Describe(result),
        };
        var network = new NoOpRemoval().Run(new BatchNormalizationFolding().Run(classifier.Network));
        return OnnxWriter.ToBytes(ClassifierGraphBuilder.Build(network, classifier.Input, ModelMetadata.Write(contract)));
    }

    /// <summary>Validation images, or test images without any, or training images: as many as are checked, evenly spread.</summary>
    private static List<int> PlacesToCheck(TransferResult result)
    {
        foreach (var part in (ReadOnlySpan<SplitName>)[SplitName.Validation, SplitName.Test, SplitName.Train])
        {
            var places = Enumerable.Range(0, result.Data.Images.Count).Where(i => result.Data.Images[i].Part == part && result.Features.Has(i)).ToList();
            if (places.Count > 0)
            {
                return places.Count <= MostCheckedImages
                    ? places
                    : [.. Enumerable.Range(0, MostCheckedImages).Select(i => places[(int)((long)i * places.Count / MostCheckedImages)])];
            }
        }

        return [];
    }
}
