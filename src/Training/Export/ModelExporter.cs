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
        var target = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var temporary = $"{target}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllBytes(temporary, Build(result));
            var (images, difference) = Check(result, temporary, cancellation);
            File.Move(temporary, target, overwrite: true);
            return new ExportReport(target, new FileInfo(target).Length, images, difference);
        }
        finally
        {
            File.Delete(temporary);
        }
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

    private static (int Images, double Difference) Check(TransferResult result, string file, CancellationToken cancellation)
    {
        var places = PlacesToCheck(result);
        using var engine = new PredictionEngine(file, new PredictionEngineOptions
        {
            Device = result.Device.Device,
            ThreadsPerRun = 1,
            Batches = result.Options.Features.Batches,
        });

        double largest = 0;
        var expected = new float[result.Classes.Count];
        foreach (var outcome in engine.PredictMany(places.Select(place => result.Data.Images[place].Image.Source), cancellation))
        {
            if (outcome.Prediction is null)
            {
                throw new ExportException($"{outcome.Source.Name} could be read in training, but not when the finished model was checked: {outcome.Fault!.Message}");
            }

            result.Head.Head.Predict(result.Features.Row(places[(int)outcome.Index]), expected);
            for (var k = 0; k < expected.Length; k++)
            {
                var difference = Math.Abs((double)expected[k] - outcome.Prediction.Scores[k]);
                largest = double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(largest, difference);
            }
        }

        return largest <= Tolerance
            ? (places.Count, largest)
            : throw new ExportException($"The finished model's scores differ from the trainer's by up to {largest:G3} on {places.Count} images; {Tolerance:G1} is allowed. No file was written.");
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
