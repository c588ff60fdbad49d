using System.Text;
using MLPipeline.Evaluation;

namespace MLPipeline.Training;

/// <summary>Loss and accuracy over the epochs as a picture: training and validation, the best epoch marked.</summary>
public static class TrainingCurves
{
    /// <summary>The picture (<see cref="CurvesSvg"/>).</summary>
    /// <param name="history">The epochs in their order, at least one.</param>
    public static string ToSvg(IReadOnlyList<NetworkEpoch> history)
    {
        ArgumentNullException.ThrowIfNull(history);
        var best = history.Any(epoch => epoch.Validation is not null) ? history.LastOrDefault(epoch => epoch.IsBest) : null;
        return CurvesSvg.ToSvg(
            "Training by epoch",
            [
                new CurvePanel("Loss", Curves(history, metrics => metrics.Loss)),
                new CurvePanel("Accuracy", Curves(history, metrics => metrics.Accuracy)) { IsShare = true },
            ],
            best?.Epoch);
    }

    /// <summary>Writes <see cref="ToSvg"/> to a file in UTF-8, replacing it whole.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, IReadOnlyList<NetworkEpoch> history)
    {
        var text = Encoding.UTF8.GetBytes(ToSvg(history));
        WholeFile.Write(path, stream => stream.Write(text));
    }

    private static IReadOnlyList<Curve> Curves(IReadOnlyList<NetworkEpoch> history, Func<SetMetrics, double> figure)
    {
        var training = new Curve("training", [.. history.Select(epoch => figure(epoch.Train))]);
        if (history.All(epoch => epoch.Validation is null)) return [training];
        var validation = history.Select(epoch => epoch.Validation is { } metrics ? figure(metrics) : double.NaN);
        return [training, new Curve("validation", [.. validation])];
    }
}
