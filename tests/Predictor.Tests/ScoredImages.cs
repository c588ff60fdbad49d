using MLPipeline.Imaging;

namespace MLPipeline.Predictor.Tests;

/// <summary>A model and images of one colour each, with the table that an undisturbed run makes of them.</summary>
internal sealed class ScoredImages : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ScoredImages(int count = 0)
    {
        Model = _folder.Write("colours.onnx", new ColourClassifier().ToBytes());
        for (var i = 0; i < count; i++)
        {
            Add($"{i % 3}/{i:000}.png", Colour(i));
        }
    }

    public string Path => _folder.Path;

    public string Model { get; }

    public string Folder => PathOf("images");

    /// <summary>A colour of its own for each number below 256; about a third of them looks red, green, blue.</summary>
    public static Rgb Colour(int i) => new((byte)(i * 37), (byte)(i * 91), (byte)(i * 53));

    public string PathOf(params string[] parts) => _folder.File(parts);

    public string Write(string name, string text) => _folder.Write(name, text);

    public string Add(string name, Rgb colour) => _folder.Write("images/" + name, ColourClassifier.Png(colour));

    public string AddBad(string name) => _folder.Write("images/" + name, "no image");

    /// <summary>Runs <c>score</c>.</summary>
    public Task<PredictorRun> ScoreAsync(string output, params string[] more) =>
        PredictorRun.Of(["score", Model, Folder, "-o", output, .. more]);

    /// <summary>The bytes of a table and its list of bad images.</summary>
    public static (string Table, string Errors) Read(string output) =>
        (File.ReadAllText(output), File.ReadAllText(System.IO.Path.ChangeExtension(output, ".errors.csv")));

    public void Dispose() => _folder.Dispose();
}
