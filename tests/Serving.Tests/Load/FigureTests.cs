using System.Globalization;
using System.Text;
using Xunit.Abstractions;

namespace MLPipeline.Serving.Tests;

/// <summary>Makes the table of tests/Benchmarks/results/serving.md, beside the built tests.</summary>
public sealed class FigureTests(ITestOutputHelper output)
{
    [SkippableFact]
    public async Task Figures()
    {
        LongRun.Require();
        var seconds = LoadSettings.Seconds(5);
        var photographs = SharedMaterial.Require("data", "oxford-pets-370");
        var files = Directory.EnumerateFiles(photographs, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(16);
        byte[][] images = [.. files.Select(File.ReadAllBytes)];
        var table = new StringBuilder(
            "| network | micro-batches | callers | answers/s | p50, ms | p99, ms | processor time of the server, ms an answer |\n"
            + "|---|---|---|---|---|---|---|\n");
        var mobilenet = SharedMaterial.Require("weights", "mobilenetv2-imagenet.onnx");
        var residual = Repository.PathOf("models", "backbones", "resnet20-cifar10.onnx");
        (string, string[])[] networks =
        [
            ("mobilenetv2, 224 x 224", [mobilenet, "--input-size", "224", "--preset", "inception"]),
            ("ResNet-20, 32 x 32", [residual, "--input-size", "32", "--preset", "zero-one"]),
        ];
        foreach (var (name, model) in networks)
        {
            foreach (var batch in (string[][])[[], ["--batch-size", "8"]])
            {
                using var serve = await ServeProcess.StartAsync(ServeProcess.Call([.. model, .. batch]));
                var load = new LoadClient(
                    serve.Client,
                    images,
                    (_, answer) => Assert.Equal(3, answer.GetProperty("images")[0].GetProperty("top").GetArrayLength()));
                await load.RunAsync(4, TimeSpan.FromSeconds(2)); // code is compiled, buffers are made
                foreach (var callers in (int[])[1, 8, 32])
                {
                    var before = serve.ProcessorSeconds();
                    var figures = await load.RunAsync(callers, TimeSpan.FromSeconds(seconds));
                    var processor = (serve.ProcessorSeconds() - before) * 1000 / figures.Answers;
                    var line = string.Create(
                        CultureInfo.InvariantCulture,
                        $"| {name} | {(batch.Length == 0 ? "off" : "8, 2 ms")} | {callers} "
                        + $"| {figures.PerSecond:0.0} | {figures.Median:0.0} | {figures.Percentile99:0.0} | {processor:0.0} |");
                    output.WriteLine(line);
                    table.Append(line).Append('\n');
                }
            }
        }

        File.WriteAllText(Path.Combine(AppContext.BaseDirectory, "serving.md"), table.ToString());
    }
}
