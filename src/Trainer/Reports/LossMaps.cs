using MLPipeline.Evaluation;
using MLPipeline.Graphs;
using MLPipeline.Imaging;
using MLPipeline.Inference;
using MLPipeline.Interpretation;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>Where a model looked in the images with the highest losses.</summary>
/// <param name="Method">How that was computed.</param>
/// <param name="Maps">Of each image: the predicted class's, then the actual one's if it is another that the model knows.</param>
internal sealed record LossMaps(ActivationMethod Method, IReadOnlyList<IReadOnlyList<ActivationMap>> Maps)
{
    /// <summary>Computes the maps; null, with a warning, for a network that has none.</summary>
    /// <param name="console">Is told why there are none.</param>
    /// <param name="model">The model's file.</param>
    /// <param name="contract">What the file says about itself.</param>
    /// <param name="batches">Threads and limits of decoding.</param>
    /// <param name="rows">The images, by their places.</param>
    /// <param name="images">Has them.</param>
    /// <param name="cancellation">Looked at before each batch.</param>
    public static LossMaps? Compute(
        ProgramConsole console,
        string model,
        ModelContract contract,
        BatchRunOptions batches,
        IReadOnlyList<RowLoss> rows,
        ShownImages images,
        CancellationToken cancellation)
    {
        try
        {
            using var mapper = ActivationMapper.Load(model, contract, batches);
            var requests = rows.Select(row => new ActivationRequest(
                images.SourceOf((int)row.Row),
                row.IsRight || row.Actual >= contract.Labels.Count ? [row.Predicted] : [row.Predicted, row.Actual]));
            return new LossMaps(mapper.Method, mapper.Compute([.. requests], cancellation));
        }
        catch (Exception error) when (error is GraphFormatException or ImageException)
        {
            console.Warn($"There are no activation maps: {error.Message}");
            return null;
        }
    }
}
