using System.Numerics.Tensors;
using MLPipeline.Runtime;

namespace MLPipeline.Inference;

/// <summary>A session together with what its numbers mean. Immutable and thread-safe.</summary>
internal sealed class LoadedClassifier
{
    private readonly bool _applySoftmax;

    private LoadedClassifier(OnnxSession session, ModelContract contract, bool applySoftmax)
    {
        Session = session;
        Contract = contract;
        _applySoftmax = applySoftmax;
    }

    public OnnxSession Session { get; }

    public ModelContract Contract { get; }

    /// <summary>Takes over the session; disposes it when the file cannot be used.</summary>
    public static LoadedClassifier Load(OnnxSession session, string file, ForeignModel? foreign)
    {
        try
        {
            if (ModelMetadata.IsPresent(session))
            {
                var contract = ModelMetadata.Read(session, file);
                RequireSameInput(session, contract.Input, file);
                RequireOneScorePerLabel(session, contract.Input, contract.ScoreOutput, contract.Labels.Count, file);
                return new LoadedClassifier(session, contract, applySoftmax: false);
            }

            return foreign is not null
                ? LoadForeign(session, foreign, file)
                : throw new ModelFormatException($"{file} does not carry this project's metadata ({ModelMetadata.VersionKey}), so its input size, preprocessing and labels are unknown. Say them, or use a model made by the trainer.");
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Takes over <paramref name="scores"/>.</summary>
    /// <exception cref="OnnxModelException">They are no numbers: a damaged network may compute, and be found out only here.</exception>
    public ImagePrediction Interpret(float[] scores)
    {
        if (_applySoftmax)
        {
            TensorPrimitives.Subtract(scores, TensorPrimitives.Max<float>(scores), scores); // large logits would overflow
            TensorPrimitives.SoftMax(scores, scores);
        }

        if (!float.IsFinite(TensorPrimitives.Sum<float>(scores)))
        {
            throw new OnnxModelException("The network's scores are no finite numbers: the model file is damaged, or the network was trained to no end.");
        }

        return new ImagePrediction(Contract.Labels, scores);
    }

    private static LoadedClassifier LoadForeign(OnnxSession session, ForeignModel foreign, string file)
    {
        var output = foreign.ScoreOutput ?? (session.Outputs.Count == 1
            ? session.Outputs[0].Name
            : throw new ModelFormatException($"{file} has several outputs: {string.Join(", ", session.Outputs)}. Say which one holds the scores."));
        using var trial = session.Bind(1, foreign.Input.ItemShape(), [output]);
        trial.Input.Fill(0.5f);
        trial.Run();
        var scores = trial.Output(output);

        if (foreign.Labels is not null && foreign.Labels.Count != scores.Length)
        {
            throw new ModelFormatException($"{file} gives {scores.Length} scores, but {foreign.Labels.Count} labels were given.");
        }

        var labels = foreign.Labels ?? [.. Enumerable.Range(0, scores.Length).Select(index => index.ToString(System.Globalization.CultureInfo.InvariantCulture))];
        var applySoftmax = foreign.Scores == ScoreKind.Logits || (foreign.Scores == ScoreKind.Detect && !LookLikeProbabilities(scores));
        return new LoadedClassifier(session, new ModelContract { Input = foreign.Input, Labels = labels, ScoreOutput = output }, applySoftmax);
    }

    private static bool LookLikeProbabilities(ReadOnlySpan<float> scores) =>
        TensorPrimitives.Min(scores) >= 0 && MathF.Abs(TensorPrimitives.Sum(scores) - 1) < 1e-3f;

    /// <summary>Where the network leaves a length open, every length fits. What is no image at all is refused by the binding.</summary>
    private static void RequireSameInput(OnnxSession session, InputContract input, string file)
    {
        var item = input.ItemShape();
        if (session.Inputs is [{ Dimensions: { Count: 4 } lengths } network] && lengths.Skip(1).Zip(item).Any(pair => pair.First > 0 && pair.First != pair.Second))
        {
            throw new ModelFormatException($"{file} takes {network}, but its metadata says [{string.Join(", ", item)}] for an image: the file is damaged.");
        }
    }

    private static void RequireOneScorePerLabel(OnnxSession session, InputContract input, string output, int labels, string file)
    {
        using var trial = session.Bind(1, input.ItemShape(), [output]);
        var scores = trial.Output(output).Length;
        if (scores != labels)
        {
            throw new ModelFormatException($"{file} names {labels} classes but gives {scores} scores: the file is damaged.");
        }
    }
}
