using System.Globalization;
using MLPipeline.Evaluation;

namespace MLPipeline.Reporting.Tests;

/// <summary>A report with every section, on made-up answers: four in five are right, most mistakes go to the next class.</summary>
internal static class SampleReport
{
    private const int Epochs = 12;

    public static ReportContent Of(int classes, int rows) =>
        Of([.. Enumerable.Range(0, classes).Select(NameOf)], rows);

    public static ReportContent Of(IReadOnlyList<string> classes, int rows)
    {
        var random = new Random(1);
        var evaluator = new MulticlassEvaluator(classes, new EvaluationOptions { TopKPredictionCount = Math.Min(5, classes.Count) });
        var (examples, losses) = (new ConfusionExamples(CellImages.MostPerCell, withRight: true), new TopLosses(6));
        for (var row = 0; row < rows; row++)
        {
            var scores = Scores(classes.Count, row % classes.Count, random);
            evaluator.Add(row % classes.Count, scores);
            examples.Add(row, row % classes.Count, scores);
            losses.Add(row, row % classes.Count, scores);
        }

        var metrics = evaluator.ToMetrics();
        return new ReportContent
        {
            Title = "Training of photos.onnx",
            Subtitle = "resnet34, fine-tuning, on the images of 'photos'",
            Classes = classes,
            Metrics = metrics,
            MetricsTitle = "Test images (they took no part in training)",
            Choice = "Network: epoch 9 of 12, 62 parameters trained; accuracy 76.3% with the backbone frozen, 81.2% now",
            Warnings = ["After epoch 7: training accuracy is 12 points above validation accuracy: the network learns images by heart."],
            Curves = Curves(classes.Count, random),
            Rates = Rates(random),
            Images = [.. CellImages.Choose(metrics.ConfusionMatrix, examples).Select(row => ImageOf(row, classes))],
            TopLosses = [.. losses.ToList().Select(row => LossOf(row, classes))],
            Counts = new ReportCounts(
                ["Training", "Validation", "Test"],
                [.. classes.Select((_, place) => new[] { 70 + (place % 9), 10, rows / classes.Count })]),
            Unreadable = [new("photos/cat/broken.jpg", "The file ends early."), new("photos/dog/notes.txt", "This is no image.")],
            Settings = [new("Way", "fine-tuning"), new("BatchSize", "32"), new("Augmentation", "flip, crop:0.35..1, colour:0.4")],
            Environment = [new("Program", "Trainer 0.1.0"), new("Processors", "2"), new("Runtime", ".NET 10.0.0")],
            Command = "Trainer fine-tune photos -o photos.onnx --backbone resnet34 --epochs 1+4 --augment photo --seed 1",
            Timings = [new("Features", 12.5), new("Classifier", 1.2), new("Training", 754.3), new("Export", 0.42)],
        };
    }

    private static string NameOf(int place)
    {
        string[] names =
        [
            "Abyssinian", "Bengal", "Birman", "Bombay", "British Shorthair", "Egyptian Mau", "Maine Coon", "Persian", "Ragdoll",
            "Russian Blue",
        ];
        var name = names[place % names.Length];
        return place < names.Length ? name : string.Create(CultureInfo.InvariantCulture, $"{name} {1 + (place / names.Length)}");
    }

    private static float[] Scores(int classes, int label, Random random)
    {
        var answer = random.Next(5) > 0 ? label : random.Next(3) > 0 ? (label + 1) % classes : random.Next(classes);
        var scores = new float[classes];
        var confidence = 0.5f + (0.49f * random.NextSingle());
        Array.Fill(scores, (1 - confidence) / (classes - 1) * 0.5f);
        scores[answer] = confidence;
        scores[label] += 1 - scores.Sum();
        return scores;
    }

    private static ReportCurves Curves(int classes, Random random)
    {
        double Noise() => (random.NextDouble() - 0.5) * 0.04;
        double Left(int number) => Math.Exp(-number / 4.0);
        double AccuracyOf(int place, int number) => Math.Clamp(0.9 - (0.5 * Math.Exp(-number / (2.0 + (place % 5)))) + Noise(), 0, 1);
        var epochs = Enumerable.Range(1, Epochs).Select(number => new ReportEpoch(
            number,
            TrainLoss: 2.2 * Left(number),
            TrainAccuracy: 1 - (0.7 * Left(number)),
            ValidationLoss: (2.1 * Left(number)) + (0.02 * number) + Noise(),
            ValidationAccuracy: 0.85 - (0.6 * Left(number)) + Noise(),
            LearningRate: 1e-3 * (1 + Math.Cos(Math.PI * number / Epochs)) / 2)
        {
            ClassAccuracies = [.. Enumerable.Range(0, classes).Select(place => AccuracyOf(place, number))],
        });
        return new ReportCurves([.. epochs], BestEpoch: 9);
    }

    private static ReportRates Rates(Random random)
    {
        var points = Enumerable.Range(0, 100).Select(step =>
        {
            var rate = 1e-7 * Math.Pow(10, 8.0 * step / 100);
            var loss = 2.4 - (1.4 / (1 + Math.Exp(-(Math.Log10(rate) + 3) * 3))) + Math.Exp((Math.Log10(rate) + 0.2) * 4);
            return new ReportRate(rate, loss + ((random.NextDouble() - 0.5) * 0.3), loss);
        });
        return new ReportRates([.. points], Valley: 8e-4, Steepest: 2e-3);
    }

    private static ReportImage ImageOf(RowLoss row, IReadOnlyList<string> classes) =>
        new($"{classes[row.Actual]}/{row.Row}.jpg", row, () => DrawnImage.Of(row.Actual, (int)row.Row));

    private static ReportLoss LossOf(RowLoss row, IReadOnlyList<string> classes) => new(
        $"{classes[row.Actual]}/{row.Row}.jpg", classes[row.Actual], classes[row.Predicted], row.Loss, row.Probability, row.Confidence,
        [
            new ReportPicture("as the network saw it", DrawnImage.Of(row.Actual, (int)row.Row, 176, 176)),
            new ReportPicture(classes[row.Predicted], DrawnImage.Of(row.Predicted, (int)row.Row, 176, 176)),
            new ReportPicture(classes[row.Actual], DrawnImage.Of(row.Actual, (int)row.Row + 3, 176, 176)),
        ]);
}
