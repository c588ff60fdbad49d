using System.Diagnostics;

namespace MLPipeline.Hosting.Tests;

/// <summary>Waits for what other threads do: as short as possible, and long enough for a busy machine.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<bool> condition, Func<string>? state = null, double seconds = 20)
    {
        var began = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(began).TotalSeconds > seconds)
            {
                throw new TimeoutException($"It was not so after {seconds} s. {state?.Invoke()}");
            }

            await Task.Delay(5);
        }
    }

    /// <summary>Waits until the model's version is in service.</summary>
    public static Task ServesAsync(PredictionEnginePool pool, SmallModel model, string name = "")
    {
        var hash = model.Hash();
        return TrueAsync(() => pool.GetModel(name).Version == hash, () => $"{pool.GetModel(name).Failure}");
    }
}
