using System.Globalization;
using MLPipeline.Execution;

namespace MLPipeline.Training;

/// <summary>Finds out why a run has gone wrong.</summary>
internal static class Divergence
{
    /// <param name="network">Holds the batch and the parameters.</param>
    /// <param name="what">Such as <c>The loss is NaN</c>.</param>
    /// <param name="epoch">From 0.</param>
    /// <param name="step">In the whole run, from 0.</param>
    /// <param name="rate">The step's learning rate.</param>
    /// <param name="clipped">Whether gradients are clipped.</param>
    public static TrainingDivergedException At(ITrainableNetwork network, string what, int epoch, long step, double rate, bool clipped) => new(string.Create(
        CultureInfo.InvariantCulture, $"{what} at step {step + 1} (epoch {epoch + 1}) with the learning rate {rate:G3}. {Cause(network, step, clipped)}"));

    private static string Cause(ITrainableNetwork network, long step, bool clipped)
    {
        if (!IsFinite(network.Images)) return "The prepared images hold values that are infinite or not a number: the fault lies in their preparation.";
        if (step > 0) return $"The rate is probably too high: try a tenth of it{(clipped ? "" : ", a warm-up, or clipped gradients")}.";
        return network.Parameters.Slots.FirstOrDefault(slot => !IsFinite(network.Parameters.Read(slot))) is { } slot
            ? $"Parameter '{slot.Name}' holds values that are infinite or not a number: the network was not initialised, or its file is damaged."
            : "This was the first step: the initial weights are too large for the images, or the images are not normalised.";
    }

    private static bool IsFinite(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            if (!float.IsFinite(value)) return false;
        }

        return true;
    }
}
