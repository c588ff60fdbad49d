using System.Globalization;
using MLPipeline.Imaging;
using MLPipeline.Inference;

namespace MLPipeline.Hosting;

/// <summary>What a new model has to pass before it comes into service.</summary>
internal static class ModelTrial
{
    private const float SumTolerance = 1e-3f; // float32 softmax over a thousand classes errs by 1e-5; eight-bit networks by more

    private const float BatchTolerance = 1e-2f; // other orders of sums: 1e-6 in float32, more in float16 and eight-bit networks

    /// <summary>Loads the network and tries it.</summary>
    /// <param name="content">The model file.</param>
    /// <param name="old">The contract of the model in service; null when there is none.</param>
    /// <param name="options">Engine options, and whether the contract may change.</param>
    /// <exception cref="ModelRefusedException">It loads but may not serve.</exception>
    /// <exception cref="Exception">It does not load.</exception>
    public static PredictionEngine Load(ModelContent content, ModelContract? old, PredictionEnginePoolOptions options)
    {
        var engine = new PredictionEngine(new MemoryStream(content.Bytes, writable: false), options.Engine);
        try
        {
            if (old is not null && !options.AllowChangedContract)
            {
                RequireSameContract(old, engine.Contract);
            }

            var image = ImageSource.FromPixels(DrawnImage());
            var scores = engine.Predict(image).Scores;
            RequireProbabilities(scores);
            if (options.MicroBatches is { } batches)
            {
                RequireTheSameInABatch(engine, image, scores, batches.MaxBatchSize);
            }

            return engine;
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    private static void RequireSameContract(ModelContract old, ModelContract fresh)
    {
        if (!fresh.Labels.SequenceEqual(old.Labels, StringComparer.Ordinal))
        {
            throw new ModelRefusedException(
                $"The new model's classes are not those of the model in service: {Difference(old.Labels, fresh.Labels)}. "
                + $"Set {nameof(PredictionEnginePoolOptions.AllowChangedContract)} if that is wanted.");
        }

        if (old.FeatureOutput is not null && fresh.FeatureOutput is null)
        {
            throw new ModelRefusedException(
                $"The new model has no feature output, the model in service has '{old.FeatureOutput}'. "
                + $"Set {nameof(PredictionEnginePoolOptions.AllowChangedContract)} if that is wanted.");
        }
    }

    private static string Difference(IReadOnlyList<string> old, IReadOnlyList<string> fresh)
    {
        var missing = old.Except(fresh, StringComparer.Ordinal).ToArray();
        var added = fresh.Except(old, StringComparer.Ordinal).ToArray();
        if (missing.Length == 0 && added.Length == 0)
        {
            return fresh.Count == old.Count
                ? "they are the same in another order"
                : $"there are {fresh.Count} instead of {old.Count}, some twice";
        }

        return string.Join("; ", new[] { Listed("missing", missing), Listed("new", added) }.OfType<string>());
    }

    private static string? Listed(string what, string[] names)
    {
        const int most = 5;
        var rest = names.Length > most ? $" and {names.Length - most} more" : "";
        return names.Length == 0 ? null : $"{what}: {string.Join(", ", names.Take(most).Select(name => $"'{name}'"))}{rest}";
    }

    private static void RequireProbabilities(ReadOnlySpan<float> scores)
    {
        var (sum, least) = (0.0, 0.0);
        foreach (var score in scores)
        {
            (sum, least) = (sum + score, Math.Min(least, score));
        }

        var isOne = Math.Abs(sum - 1) <= SumTolerance; // not so either when a score is not a number or infinite
        if (!isOne || least < 0)
        {
            var what = isOne ? "the least is" : "they sum to";
            throw new ModelRefusedException(string.Create(
                CultureInfo.InvariantCulture,
                $"The model's scores of a test image are no probabilities: {what} {(isOne ? least : sum):0.####}."));
        }
    }

    /// <summary>A network from elsewhere may take one image only, or look from one to another.</summary>
    private static void RequireTheSameInABatch(PredictionEngine engine, ImageSource image, ReadOnlySpan<float> scores, int size)
    {
        using var batch = engine.CreateBatch(size);
        using (var prepared = engine.Prepare(image))
        {
            for (var row = 0; row < size; row++)
            {
                batch.Write(row, prepared);
            }
        }

        batch.Run(size);
        var difference = 0f;
        for (var row = 0; row < size; row++)
        {
            var same = batch.Prediction(row).Scores;
            for (var i = 0; i < same.Length; i++)
            {
                difference = Math.Max(difference, Math.Abs(same[i] - scores[i]));
            }
        }

        if (difference > BatchTolerance)
        {
            throw new ModelRefusedException(string.Create(
                CultureInfo.InvariantCulture,
                $"The model's scores of a test image change by {difference:0.####} when it is computed together with others, "
                + $"so it cannot serve with {nameof(PredictionEnginePoolOptions.MicroBatches)}."));
        }
    }

    /// <summary>A picture with every brightness and many colours, so that no part of a network stays at zero.</summary>
    private static RgbImage DrawnImage()
    {
        const int side = 64;
        var pixels = new byte[side * side * 3];
        for (var i = 0; i < side * side; i++)
        {
            var (x, y) = (i % side, i / side);
            (pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2]) = ((byte)(4 * x), (byte)(4 * y), (byte)((x ^ y) * 4));
        }

        return new RgbImage(side, side, pixels);
    }
}
