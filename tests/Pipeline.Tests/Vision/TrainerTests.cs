using MLPipeline.Backbones;
using MLPipeline.Data;
using MLPipeline.Datasets;
using MLPipeline.Imaging;
using MLPipeline.Inference;
using MLPipeline.Vision;

namespace MLPipeline.Pipeline.Tests.Vision;

public sealed class TrainerTests(ColouredImages images) : IClassFixture<ColouredImages>
{
    private readonly MLContext _context = images.Context;

    [Fact]
    public void Pipeline_TrainedSavedLoaded_GivesTheSameAnswers()
    {
        var data = _context.Data.LoadFromEnumerable(images.Rows);
        var pipeline = _context.Transforms.Conversion.MapValueToKey("LabelAsKey", "Label")
            .Append(_context.Transforms.LoadRawImageBytes("Image", images.Folder, "ImagePath"))
            .Append(_context.MulticlassClassification.Trainers.ImageClassification(images.Options))
            .Append(_context.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        using var model = pipeline.Fit(data);
        var scored = model.Transform(data);
        Assert.Equal(1, _context.MulticlassClassification.Evaluate(scored, "LabelAsKey").MicroAccuracy);
        Assert.Equal(images.Rows.Select(row => row.Label), scored.GetColumn<string>("PredictedLabel"));

        var file = images.PathOf("pipeline.onnx");
        _context.Model.Save(model, data.Schema, file);
        Assert.Equal(-1, File.ReadAllBytes(file).AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(images.Folder))); // no machine's folder in the file
        var loaded = new MLContext().Model.Load(file, out var schema, images.Folder);
        Assert.Equal(["ImagePath", "Label"], schema.Select(column => column.Name).Order());
        Assert.Equal(scored.GetColumn<float[]>("Score"), loaded.Transform(data).GetColumn<float[]>("Score"));
        Assert.Equal(["blue", "green", "red"], loaded.GetOutputSchema(schema)["Score"].Annotations.SlotNames);

        using var again = new MemoryStream();
        _context.Model.ConvertToOnnx(loaded, data, again);
        Assert.Equal(File.ReadAllBytes(file), again.ToArray());
        using var plain = new PredictionEngine(file); // the library that knows no pipelines
        Assert.Equal("red", plain.Predict(Path.Combine(images.Folder, "red", "0.png")).Label);
    }

    [Fact]
    public void Engine_BytesIn_LabelledScoresOut_FromManyThreads()
    {
        using var model = Train(images.Options).Append(_context.Transforms.Conversion.MapKeyToValue("Name", "PredictedLabel").Fit(Scored));
        using var engine = _context.Model.CreatePredictionEngine<BytesIn, LabelsOut>(model);
        Parallel.ForEach(images.Rows, row =>
        {
            var answer = engine.Predict(new BytesIn { Image = File.ReadAllBytes(Path.Combine(images.Folder, row.ImagePath)) });
            Assert.Equal(row.Label, answer.Name);
            Assert.Equal(row.Label, answer.Top[0].Label);
            Assert.Equal(3, answer.Top.Length);
            Assert.Equal(1, answer.Top.Sum(entry => entry.Score), 5);
        });
        Assert.Equal(["blue", "green", "red"], engine.Labels);

        var fault = Assert.Throws<ImageException>(() => engine.Predict(new BytesIn { Image = "no image"u8.ToArray() }));
        Assert.Equal(ImageFault.NotAnImage, fault.Fault);
    }

    [Fact]
    public void Fit_OneThreadOrTwo_SameBytes_AnotherSeed_OtherBytes()
    {
        byte[] Bytes(int threads, int seed, string cache)
        {
            using var model = Train(images.Options with { Threads = threads, Seed = seed, CacheFolder = images.PathOf(cache) });
            using var file = new MemoryStream();
            _context.Model.Save(model, null, file);
            return file.ToArray();
        }

        var one = Bytes(threads: 1, seed: 1, "one");
        Assert.Equal(one, Bytes(threads: 2, seed: 1, "two"));
        Assert.NotEqual(one, Bytes(threads: 2, seed: 2, "two"));
    }

    [Fact]
    public void BadImagesAndMissingLabels_AreCountedAndListed_AndNeverScored()
    {
        File.WriteAllText(Path.Combine(images.Folder, "broken.png"), "no image");
        ImageRow[] rows =
        [
            new() { ImagePath = "broken.png", Label = "red" }, .. images.Rows,
            new() { ImagePath = "missing.png", Label = "red" }, new() { ImagePath = images.Rows[0].ImagePath, Label = "" },
        ];
        var told = new List<string>();
        void Note(object? sender, LoggingEventArgs message) => told.Add(message.RawMessage);
        _context.Log += Note;
        var view = images.View(rows);
        using var model = _context.MulticlassClassification.Trainers.ImageClassification(images.Options).Fit(view);
        _context.Log -= Note;

        Assert.Equal([(0, ImageFault.NotAnImage), (25, ImageFault.NotFound)], model.Report!.Skipped.Select(image => (image.Index, image.Fault)));
        Assert.Equal((1, 24), (model.Report.RowsWithoutLabel, model.Report.TrainImages));
        Assert.Contains(told, message => message.Contains("missing.png", StringComparison.Ordinal));

        var scored = model.Transform(view).GetRows().ToList();
        foreach (var bad in new[] { scored[0], scored[25] })
        {
            Assert.All(bad.GetValue<float[]>("Score"), score => Assert.True(float.IsNaN(score)));
            Assert.Equal(0u, bad.GetValue<uint>("PredictedLabel"));
            Assert.NotEqual("", bad.GetValue<string>("ScoreFault"));
        }

        Assert.Equal(3u, scored[1].GetValue<uint>("PredictedLabel")); // red, after a bad row: its own scores
        var metrics = _context.MulticlassClassification.Evaluate(model.Transform(view), "LabelAsKey");
        Assert.Equal((24, 1, 2), (metrics.RowCount, metrics.DroppedRows.Unlabeled, metrics.DroppedRows.BadScores));
    }

    [Fact]
    public void Fit_ValidationView_IsUsed_AndEveryFigureHasItsTotal()
    {
        var seen = new List<ImageClassificationTrainer.ImageClassificationMetrics>();
        var trainer = _context.MulticlassClassification.Trainers.ImageClassification(images.Options with { MetricsCallback = seen.Add });
        using var model = trainer.Fit(images.View(images.Rows.Where((_, i) => i % 4 > 0)), images.View(images.Rows.Where((_, i) => i % 4 == 0)));

        Assert.Equal((18, 6), (model.Report!.TrainImages, model.Report.ValidationImages));
        Assert.Equal(6, model.Report.ValidationMetrics!.RowCount);
        Assert.All(seen.Where(metrics => metrics.Bottleneck is not null), metrics => Assert.Equal(24, metrics.Bottleneck!.TotalImages));
        var epochs = seen.Select(metrics => metrics.Train).OfType<ImageClassificationTrainer.TrainMetrics>().ToList();
        Assert.Equal([(0, "Train"), (0, "Validation"), (1, "Train")], epochs.Take(3).Select(epoch => (epoch.Epoch, epoch.DatasetUsed.ToString())));
        Assert.All(epochs, epoch => Assert.Equal(10, epoch.TotalEpochs));
        Assert.StartsWith("Phase: Training, Dataset used:      Train, Batch Processed Count:   1, Epoch:   0, Accuracy:", epochs[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Cancelling_AfterAnEpoch_KeepsTheModel()
    {
        using var stop = new CancellationTokenSource();
        using var model = Train(images.Options with
        {
            Epoch = 1000,
            ValidationSetFraction = 0.25f,
            Cancellation = stop.Token,
            MetricsCallback = metrics =>
            {
                if (metrics.Train?.Epoch == 2)
                {
                    stop.Cancel();
                }
            },
        });
        Assert.True(model.Report!.Head.Cancelled);
        Assert.Equal((18, 6), (model.Report.TrainImages, model.Report.ValidationImages));
        Assert.Equal(3, model.Report.Head.History.Count);
    }

    [Fact]
    public void CrossValidate_EveryRowIsMeasuredOnce_AndCopiesStayTogether()
    {
        File.Copy(Path.Combine(images.Folder, "red", "0.png"), Path.Combine(images.Folder, "copy.png"), overwrite: true);
        ImageRow[] rows = [.. images.Rows, new() { ImagePath = "copy.png", Label = "red" }];
        var data = _context.Data.LoadFromEnumerable(rows);
        var pipeline = _context.Transforms.Conversion.MapValueToKey("LabelAsKey", "Label")
            .Append(_context.Transforms.LoadRawImageBytes("Image", images.Folder, "ImagePath"))
            .Append(_context.MulticlassClassification.Trainers.ImageClassification(images.Options));

        var folds = _context.MulticlassClassification.CrossValidate(data, pipeline, numberOfFolds: 3, labelColumnName: "LabelAsKey");
        Assert.Equal(25, folds.Sum(fold => fold.Metrics.RowCount));
        Assert.All(folds, fold => Assert.Equal(1, fold.Metrics.MicroAccuracy));
        string[][] paths = [.. folds.Select(fold => fold.ScoredHoldOutSet.GetColumn<string>("ImagePath").ToArray())];
        var withCopy = Assert.Single(paths, fold => fold.Contains("copy.png"));
        Assert.Contains(Path.Combine("red", "0.png"), withCopy);
        folds.ToList().ForEach(fold => ((IDisposable)fold.Model).Dispose());

        var untrained = _context.Transforms.CopyColumns("Image", "ImagePath");
        Assert.Contains("it has 0", Assert.Throws<ArgumentException>(() => _context.MulticlassClassification.CrossValidate(data, untrained)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BadOptions_AreAllListed()
    {
        var error = Assert.Throws<ArgumentException>(() => _context.MulticlassClassification.Trainers.ImageClassification(new ImageClassificationTrainer.Options
        {
            Epoch = 0,
            BatchSize = 0,
            LearningRate = -1,
            ValidationSetFraction = 2,
            Threads = -1,
            Backbone = "x",
            Arch = ImageClassificationTrainer.Architecture.ResnetV250,
            EarlyStoppingCriteria = new(patience: 0),
            FeatureColumnName = "",
        }));
        string[] named = ["Epoch 0", "BatchSize 0", "LearningRate -1", "ValidationSetFraction 2", "Threads -1", "Backbone 'x'", "Patience 0", "FeatureColumnName"];
        Assert.All(named, name => Assert.Contains(name, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void BadColumns_AreAllListed()
    {
        var trainer = _context.MulticlassClassification.Trainers.ImageClassification(labelColumnName: "Label", featureColumnName: "Absent");
        var error = Assert.Throws<ArgumentException>(() => trainer.Fit(images.View(images.Rows)));
        Assert.Contains("'Absent'", error.Message, StringComparison.Ordinal);
        Assert.Contains("MapValueToKey", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OneClass_IsAClearError()
    {
        var error = Assert.Throws<DatasetException>(() => _context.MulticlassClassification.Trainers.ImageClassification(images.Options).Fit(images.View(images.Rows.Take(5))));
        Assert.Contains("'red' is its only class", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BackboneThatIsNotHere_NamesTheWayToIt()
    {
        var trainer = _context.MulticlassClassification.Trainers.ImageClassification(images.Options with { Backbone = "resnet50v3" });
        Assert.Contains("backbone pull", Assert.Throws<BackboneException>(() => trainer.Fit(images.View(images.Rows))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FileThatIsNoModel_IsAnErrorWithItsName()
    {
        var file = images.PathOf("no-model.zip");
        File.WriteAllText(file, "text");
        Assert.Contains("no-model.zip", Assert.Throws<ModelFormatException>(() => _context.Model.Load(file, out _)).Message, StringComparison.Ordinal);
    }

    private IDataView Scored => Train(images.Options).Transform(images.View(images.Rows));

    private ImageClassificationTransformer Train(ImageClassificationTrainer.Options options) =>
        _context.MulticlassClassification.Trainers.ImageClassification(options).Fit(images.View(images.Rows));

    public sealed class BytesIn
    {
        public byte[] Image { get; set; } = [];
    }

    public sealed class LabelsOut
    {
        public string Name { get; set; } = "";

        [ColumnName("Score")]
        public LabelScore[] Top { get; set; } = [];
    }
}
