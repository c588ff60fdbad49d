using MLPipeline.Imaging;

namespace MLPipeline.Inference.Tests;

/// <summary>What a prediction allocates on the managed heap once an engine has worked, beyond its answer.</summary>
public sealed class AllocationTests : IDisposable
{
    private const int Calls = 10;

    // The answer: an array of three scores and the object around it. The source: what was given, and its name.
    private const long AnswerAndSource = 40 + 40 + 40;

    // An open file: the stream, its options, its handle.
    private const long OpenFile = 240;

    private readonly TemporaryFolder _folder = new();
    private readonly PredictionEngine _engine;

    public AllocationTests() => _engine = new PredictionEngine(_folder.Write("colours.onnx", new ColourClassifier().ToBytes()));

    [Theory]
    [InlineData("pixels", AnswerAndSource)]
    [InlineData("png", AnswerAndSource)]
    [InlineData("jpeg", AnswerAndSource)]
    [InlineData("file", AnswerAndSource + OpenFile)]
    public void Prediction_AllocatesItsAnswer_AndNothingOfTheImage(string kind, long expected)
    {
        var image = ColourClassifier.Uniform(new Rgb(200, 100, 50));
        var encoded = kind == "jpeg" ? ImageEncoder.EncodeJpeg(image) : ImageEncoder.EncodePng(image);
        var file = _folder.Write("image.png", encoded);
        Action predict = kind switch
        {
            "pixels" => () => _engine.Predict(image),
            "file" => () => _engine.Predict(file),
            _ => () => _engine.Predict(encoded),
        };
        Repeat(predict);
        Assert.InRange(SteadyAllocation.Of(() => Repeat(predict)) / Calls, 1, expected);
    }

    public void Dispose()
    {
        _engine.Dispose();
        _folder.Dispose();
    }

    private static void Repeat(Action action)
    {
        for (var i = 0; i < Calls; i++)
        {
            action();
        }
    }
}
