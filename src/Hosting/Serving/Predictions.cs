using MLPipeline.Inference;

namespace MLPipeline.Hosting;

/// <summary>
/// A prediction with a model from the call to the answer: counted, in a place of the queue where there is one, with one version of the
/// model, which is held for so long.
/// </summary>
internal sealed class Predictions(ServedModel model, WaitingRoom? room, PoolTelemetry telemetry)
{
    /// <summary>Classifies an image on the calling thread, or at least decodes it there.</summary>
    public ImagePrediction Predict(ImageSource image) =>
        PredictAsync(image, held: null, onThisThread: true, CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>Classifies an image on the thread pool; its place in the queue is taken at once.</summary>
    /// <param name="image">From wherever it comes.</param>
    /// <param name="held">The version to take, which the caller holds; null for the one in service.</param>
    /// <param name="cancellation">Ends the wait; a computation that has begun is finished.</param>
    public Task<ImagePrediction> PredictAsync(ImageSource image, LiveEngine? held, CancellationToken cancellation) =>
        PredictAsync(image, held, onThisThread: false, cancellation);

    private async Task<ImagePrediction> PredictAsync(
        ImageSource image, LiveEngine? held, bool onThisThread, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var prediction = telemetry.Begin(model.Name);
        WaitingImage? waiting = null;
        try
        {
            waiting = room?.Enter();
            if (!onThisThread)
            {
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
                cancellation.ThrowIfCancellationRequested();
            }

            var live = held ?? model.Enter();
            try
            {
                prediction.Uses(live.Version);
                if (waiting is null)
                {
                    return live.Engine.Predict(image);
                }

                live.Batches!.Add(image, waiting);
                if (onThisThread)
                {
                    return waiting.Task.GetAwaiter().GetResult(); // needs no other thread of a pool that may be full of such callers
                }

                using (waiting.CancelIn(live.Batches, cancellation))
                {
                    return await waiting.Task.ConfigureAwait(false);
                }
            }
            finally
            {
                if (held is null) live.Leave();
            }
        }
        catch (Exception error)
        {
            prediction.Fails(error);
            throw;
        }
        finally
        {
            waiting?.Leave();
            prediction.End();
        }
    }
}
