using System.Runtime.InteropServices;
using System.Text.Json;
using MLPipeline.Imaging;
using MLPipeline.Inference;

namespace MLPipeline.EndToEnd.Tests;

/// <summary>The model file outside .NET, in ONNX Runtime's JavaScript binding.</summary>
public sealed class JavaScriptTests : IDisposable
{
    private readonly Workspace _workspace = new();

    [Fact]
    public async Task ModelFile_GivesTheSameScoresInJavaScript()
    {
        var model = await _workspace.ModelAsync();
        var images = Directory.GetFiles(_workspace.Images(perClass: 3), "*.png", SearchOption.AllDirectories);
        using var engine = new PredictionEngine(model);
        var rule = engine.Contract.Input.Resize;
        var pixels = _workspace.PathOf("pixels.f32");
        await File.WriteAllBytesAsync(pixels, MemoryMarshal.AsBytes<float>(images.SelectMany(image => Planes(ImageDecoder.DecodeFile(image, rule))).ToArray()).ToArray());

        var node = (await new ProgramCall("node", Repository.PathOf("tests", "EndToEnd.Tests", "JavaScript", "score.mjs"), model, pixels, $"{rule.Height}", $"{rule.Width}").RunAsync()).Expect(0);
        var scores = JsonSerializer.Deserialize<float[][]>(node.Results)!;
        Assert.Equal(images.Length, scores.Length);
        foreach (var (index, image) in images.Index())
        {
            var expected = engine.Predict(image).Scores.ToArray();
            Assert.Equal(expected.Length, scores[index].Length);
            Assert.All(expected.Zip(scores[index]), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 1e-5));
        }
    }

    public void Dispose() => _workspace.Dispose();

    /// <summary>[H, W, 3] bytes as [3, H, W] floats of 0 to 255, which is all the preparation that a model file asks for.</summary>
    private static IEnumerable<float> Planes(RgbImage image) =>
        from channel in Enumerable.Range(0, 3)
        from place in Enumerable.Range(0, image.Width * image.Height)
        select (float)image.Pixels[(3 * place) + channel];
}
