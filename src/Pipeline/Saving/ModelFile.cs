using MLPipeline.Data;
using MLPipeline.Graphs;
using MLPipeline.Inference;
using MLPipeline.Transforms;
using MLPipeline.Vision;

namespace MLPipeline.Saving;

/// <summary>A fitted pipeline as one ONNX file: the classifier's own file with the steps around it in the metadata.</summary>
internal static class ModelFile
{
    /// <summary>The bytes of the file; the same pipeline gives the same bytes.</summary>
    /// <exception cref="ArgumentException">There is not exactly one classifier in the pipeline, or the columns do not fit.</exception>
    public static byte[] Write(ITransformer model, DataViewSchema? inputSchema)
    {
        var steps = model.Steps.ToArray();
        var classifiers = steps.OfType<ImageClassificationTransformer>().ToArray();
        if (classifiers.Length != 1)
        {
            throw new ArgumentException($"A model file holds one image classifier; this model has {classifiers.Length}. Save what the trainer's pipeline gives when it is fitted.", nameof(model));
        }

        if (inputSchema is not null)
        {
            _ = RowMap.Of(steps, inputSchema); // a schema that does not fit is found here, not by the one who loads the file
        }

        var pipeline = new SavedPipeline
        {
            Columns = [.. (inputSchema ?? Enumerable.Empty<DataViewSchema.Column>()).Select(SavedColumn.Of)],
            Steps = [.. steps.Select(step => step.Save())],
        };
        return WithMetadata(classifiers[0].Model, SavedPipeline.MetadataKey, pipeline.Write());
    }

    /// <exception cref="ModelFormatException">The file is none of this project's, or damaged.</exception>
    public static (ITransformer Model, DataViewSchema InputSchema) Read(MLContext context, byte[] bytes, string name, string? imageFolder)
    {
        try
        {
            var metadata = OnnxReader.Read(bytes).Metadata;
            var pipeline = metadata.TryGetValue(SavedPipeline.MetadataKey, out var json) ? SavedPipeline.Read(json) : SavedPipeline.Plain;
            var classifier = pipeline.Steps.Single(step => step.Kind == SavedStep.Classify);
            var columns = new ClassifierColumns(classifier.Input, classifier.Output, classifier.PredictedLabel!);
            var transformer = new ImageClassificationTransformer(context, bytes, LabelsOf(metadata), columns, new());
            return (new TransformerChain<ITransformer>(pipeline.Steps.Select(step => Restore(step, imageFolder, transformer))), pipeline.ToSchema());
        }
        catch (Exception error) when (error is System.Text.Json.JsonException or FormatException or GraphFormatException or InvalidOperationException)
        {
            throw new ModelFormatException($"{name} is no model file of this project, or damaged: {error.Message}", error);
        }
    }

    private static string[] LabelsOf(IReadOnlyDictionary<string, string> metadata) =>
        metadata.TryGetValue(ModelMetadata.LabelsKey, out var json) && SavedPipeline.ReadLabels(json) is { Length: > 0 } labels
            ? labels
            : throw new FormatException($"it has no class names ({ModelMetadata.LabelsKey})");

    private static RowTransformer Restore(SavedStep step, string? imageFolder, ImageClassificationTransformer classifier) => step.Kind switch
    {
        SavedStep.Classify => classifier,
        SavedStep.LoadImage => new ImageLoadingTransformer(step.Output, imageFolder, step.Input),
        SavedStep.ValueToKey => new ValueToKeyMappingTransformer(step.Output, step.Input, step.Values ?? []),
        SavedStep.KeyToValue => new KeyToValueMappingTransformer(step.Output, step.Input),
        SavedStep.Copy => new ColumnCopyingTransformer(step.Output, step.Input),
        _ => throw new FormatException($"the step '{step.Kind}' is not known; a newer version of this library may know it"),
    };

    private static byte[] WithMetadata(byte[] model, string key, string value)
    {
        var network = OnnxReader.Read(model);
        var builder = GraphBuilder.Like(network);
        var inputs = network.Inputs.ToDictionary(input => input, input => builder.Input(input.Name, input.ElementType!.Value, input.Shape));
        var copies = builder.Inline(network, inputs, network.Outputs);
        var metadata = new Dictionary<string, string>(network.Metadata) { [key] = value };
        return OnnxWriter.ToBytes(builder.Build([.. network.Outputs.Select(output => (output.Name, copies[output]))], metadata));
    }
}
