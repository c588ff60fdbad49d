using MLPipeline.Imaging;

namespace MLPipeline.Inference.Tests;

public sealed class PredictionEngineTests : IDisposable
{
    private static readonly Rgb Reddish = new(200, 100, 50);

    private readonly TemporaryFolder _folder = new();
    private readonly PredictionEngine _engine;

    public PredictionEngineTests() => _engine = new PredictionEngine(_folder.Write("colours.onnx", new ColourClassifier().ToBytes()));

    [Fact]
    public void Predict_GivesTheScoresComputedByHand()
    {
        var prediction = _engine.Predict(ColourClassifier.Png(Reddish));
        var expected = ColourClassifier.ScoresOf(Reddish);
        Assert.Equal("red", prediction.Label);
        Assert.Equal(prediction.Scores[0], prediction.Score);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(expected[i], prediction.Scores[i], 1e-5f); // float32 against double
        }
    }

    [Fact]
    public async Task Predict_FromEverySource_IsTheSameToTheBit()
    {
        var png = ColourClassifier.Png(Reddish);
        var path = _folder.Write("image.png", png);
        using var stream = new MemoryStream(png);
        using var engineFromStream = new PredictionEngine(new MemoryStream(new ColourClassifier().ToBytes()));
        float[] expected = [.. _engine.Predict(path).Scores];

        Assert.Equal(expected, _engine.Predict(png).Scores.ToArray());
        Assert.Equal(expected, _engine.Predict(stream).Scores.ToArray());
        Assert.Equal(expected, _engine.Predict(ColourClassifier.Uniform(Reddish)).Scores.ToArray());
        Assert.Equal(expected, (await _engine.PredictAsync(ImageSource.FromFile(path))).Scores.ToArray());
        Assert.Equal(expected, _engine.PredictMany([ImageSource.FromFile(path)]).Single().Prediction!.Scores.ToArray());
        Assert.Equal(expected, engineFromStream.Predict(path).Scores.ToArray());
        Assert.True(stream.CanRead, "the caller's stream stays open");
    }

    [Fact]
    public void Predict_BadFile_NamesItAndIsNeverAScore()
    {
        var text = _folder.Write("text.jpg", "not an image");
        var fault = Assert.Throws<ImageException>(() => _engine.Predict(text));
        Assert.Equal((ImageFault.NotAnImage, text), (fault.Fault, fault.Path));
        Assert.Equal(ImageFault.NotFound, Assert.Throws<ImageException>(() => _engine.Predict(text + "x")).Fault);
        Assert.Equal(ImageFault.NotAFile, Assert.Throws<ImageException>(() => _engine.Predict(_folder.Path)).Fault);
        Assert.Equal(ImageFault.Empty, Assert.Throws<ImageException>(() => _engine.Predict(Array.Empty<byte>())).Fault);
        Assert.Equal("red", _engine.Predict(ColourClassifier.Png(Reddish)).Label); // the engine is as good as before
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void PredictMany_KeepsOrderAndFaultsOnAnyNumberOfThreads(int threads)
    {
        using var engine = Engine(new BatchRunOptions { Threads = threads, BatchSize = 3 });
        var sources = Enumerable.Range(0, 100).Select(i => i % 7 == 3 ? ImageSource.FromBytes("bad"u8.ToArray(), $"{i}") : Source(i)).ToArray();
        var outcomes = engine.PredictMany(sources).ToArray();

        Assert.Equal(Enumerable.Range(0, 100).Select(i => (long)i), outcomes.Select(outcome => outcome.Index));
        foreach (var outcome in outcomes)
        {
            Assert.Same(sources[outcome.Index], outcome.Source);
            if (outcome.Index % 7 == 3)
            {
                Assert.Null(outcome.Prediction);
                Assert.Equal(ImageFault.NotAnImage, outcome.Fault!.Fault);
            }
            else
            {
                // Bit for bit: neither threads nor neighbours in a batch change a score.
                Assert.Equal(_engine.Predict(sources[outcome.Index]).Scores.ToArray(), outcome.Prediction!.Scores.ToArray());
            }
        }
    }

    [Fact]
    public void PredictMany_StoppedEarly_ReadsOnlyAFewBatchesAhead()
    {
        var taken = 0;
        using var engine = Engine(new BatchRunOptions { Threads = 2, BatchSize = 4 });
        foreach (var outcome in engine.PredictMany(Endless(() => taken++)))
        {
            if (outcome.Index == 10)
            {
                break;
            }
        }

        Assert.InRange(taken, 11, 60); // 3 working threads and 16 waiting results
    }

    [Fact]
    public async Task PredictMany_Cancelled_Throws()
    {
        using var cancellation = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var outcome in _engine.PredictManyAsync(Endless(() => { }), cancellation.Token))
            {
                if (outcome.Index == 5)
                {
                    await cancellation.CancelAsync();
                }
            }
        });
        Assert.ThrowsAny<OperationCanceledException>(() => _engine.PredictMany([Source(1)], cancellation.Token).ToArray());
    }

    [Fact]
    public void PredictMany_EnumerationFails_TheExceptionArrives()
    {
        static IEnumerable<ImageSource> Failing()
        {
            yield return Source(1);
            throw new InvalidOperationException("the list broke");
        }

        Assert.Equal("the list broke", Assert.Throws<InvalidOperationException>(() => _engine.PredictMany(Failing()).ToArray()).Message);
    }

    [Fact]
    public void Predict_SixteenThreadsOnOneEngine_GetWhatOneGets()
    {
        var sources = Enumerable.Range(0, 50).Select(Source).ToArray();
        var expected = sources.Select(source => _engine.Predict(source).Scores.ToArray()).ToArray();
        var failures = 0;
        var threads = Enumerable.Range(0, 16).Select(number => new Thread(() =>
        {
            for (var i = 0; i < sources.Length; i++)
            {
                var index = (i + (number * 3)) % sources.Length;
                if (!_engine.Predict(sources[index]).Scores.SequenceEqual(expected[index]))
                {
                    Interlocked.Increment(ref failures);
                }
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.Equal(0, failures);
    }

    [Fact]
    public void Top_TiesKeepTheOrderOfTheLabels()
    {
        var prediction = _engine.Predict(ColourClassifier.Png(new Rgb(50, 120, 120)));
        Assert.Equal("green", prediction.Label);
        Assert.Equal(["green", "blue", "red"], prediction.Top().Select(entry => entry.Label));
        Assert.Equal(["green"], prediction.Top(1).Select(entry => entry.Label));
        Assert.Empty(prediction.Top(0));
        Assert.Equal(1f, prediction.Top().Sum(entry => entry.Score), 1e-6f);
        Assert.Throws<ArgumentOutOfRangeException>(() => prediction.Top(-1));
    }

    [Fact]
    public void Embed_WithoutFeatureOutput_SaysSo() =>
        Assert.Contains("no output 'features'", Assert.Throws<NotSupportedException>(() => _engine.Embed(Source(1))).Message, StringComparison.Ordinal);

    [Fact]
    public void Disposed_Refuses()
    {
        var engine = Engine(new BatchRunOptions());
        engine.Dispose();
        engine.Dispose();
        Assert.Throws<ObjectDisposedException>(() => engine.Predict(Source(1)));
        Assert.Throws<ObjectDisposedException>(() => engine.PredictMany([Source(1)]).ToArray());
    }

    public void Dispose()
    {
        _engine.Dispose();
        _folder.Dispose();
    }

    private static PredictionEngine Engine(BatchRunOptions batches) =>
        new(new MemoryStream(new ColourClassifier().ToBytes()), new PredictionEngineOptions { ThreadsPerRun = 1, Batches = batches });

    private static ImageSource Source(int i) => ImageSource.FromPixels(ColourClassifier.Uniform(new Rgb((byte)(i * 5), (byte)(255 - i), 77)), $"{i}");

    private static IEnumerable<ImageSource> Endless(Action taken)
    {
        for (var i = 0; ; i++)
        {
            taken();
            yield return Source(i % 100);
        }
    }
}
