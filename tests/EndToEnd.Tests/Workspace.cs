using System.Text.Json;

namespace MLPipeline.EndToEnd.Tests;

/// <summary>A folder for one test, in which the programs also keep their caches and backbones.</summary>
internal sealed class Workspace : IDisposable
{
    private static readonly Lazy<Task<byte[]>> SampleModel = new(TrainSampleModelAsync);

    private readonly TemporaryFolder _folder = new();

    public string Folder => _folder.Path;

    /// <summary>A path below the folder; the folders above it are made.</summary>
    public string PathOf(params string[] parts) => _folder.File(parts);

    public string Images(int perClass = 12, int size = 40) => ShapeImages.WriteTo(PathOf("images"), perClass, size);

    /// <summary>A model of <see cref="Images"/>, trained once for all tests.</summary>
    public async Task<string> ModelAsync() => _folder.Write("shapes.onnx", await SampleModel.Value);

    public ProgramCall Trainer(params IReadOnlyList<string> arguments) => Call("Trainer", arguments);

    public ProgramCall Predictor(params IReadOnlyList<string> arguments) => Call("Predictor", arguments);

    /// <summary>A training of the images in <paramref name="images"/> that is to succeed; gives the bytes of the model.</summary>
    public async Task<byte[]> TrainAsync(string images, string model, params string[] more)
    {
        (await Trainer(["train", images, "-o", PathOf(model), .. more]).RunAsync()).Expect(0);
        return await File.ReadAllBytesAsync(PathOf(model));
    }

    public static JsonElement Json(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        return document.RootElement.Clone();
    }

    public void Dispose() => _folder.Dispose();

    private ProgramCall Call(string program, IReadOnlyList<string> arguments) =>
        ProgramCall.OfProject(program, arguments).With("MLPIPELINE_HOME", PathOf("home")) with { Folder = Folder };

    private static async Task<byte[]> TrainSampleModelAsync()
    {
        using var workspace = new Workspace();
        return await workspace.TrainAsync(workspace.Images(), "model.onnx");
    }
}
