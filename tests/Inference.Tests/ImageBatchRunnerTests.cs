using System.Diagnostics;
using MLPipeline.Imaging;
using MLPipeline.Runtime;

namespace MLPipeline.Inference.Tests;

[Collection(nameof(AloneInTheProcess))]
public sealed class ImageBatchRunnerTests : IDisposable
{
    private static readonly byte[] Image = ColourClassifier.Png(new Rgb(9, 8, 7));

    private readonly OnnxSession _session = OnnxSession.Load(new ColourClassifier().ToBytes(), new OnnxSessionOptions { ThreadsPerRun = 1 });

    [Fact]
    public void Run_HandlerThrows_TheExceptionArrivesAndWorkStops()
    {
        var rows = 0;
        var error = Assert.Throws<InvalidOperationException>(() => Runner().Run(Endless(), row =>
        {
            if (++rows == 20)
            {
                throw new InvalidOperationException($"at {row.Index}");
            }
        }));
        Assert.Equal("at 19", error.Message);
        Assert.Equal(20, rows);
    }

    [Fact]
    public void Run_NetworkOfAnotherSize_Throws()
    {
        var runner = new ImageBatchRunner(_session, new InputContract { Resize = ResizeRule.Squash(3, 3) }, ModelMetadata.ScoreOutput);
        Assert.Throws<OnnxModelException>(() => runner.Run(Endless(), _ => { }));
    }

    [Fact]
    public void Run_NothingButBadImages_DeliversThemAll()
    {
        var faults = new List<ImageFault>();
        Runner().Run(Enumerable.Repeat(ImageSource.FromBytes(new byte[] { 1, 2, 3 }), 9), row =>
        {
            Assert.True(row.Values.IsEmpty);
            faults.Add(row.Fault!.Fault);
        });
        Assert.Equal(Enumerable.Repeat(ImageFault.NotAnImage, 9), faults);
    }

    [Fact]
    public void Run_Nothing_DeliversNothing() => Runner().Run([], _ => Assert.Fail("there is no row"));

    [Fact]
    public void Run_ManyImages_MemoryStaysTheSame()
    {
        Runner().Run(Endless().Take(1000), _ => { }); // buffers, native caches
        var before = PrivateBytes();
        Runner().Run(Endless().Take(5000), _ => { });
        Assert.InRange(PrivateBytes() - before, long.MinValue, 40 << 20); // 8 kB for each image would show
    }

    public void Dispose() => _session.Dispose();

    private static long PrivateBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.PrivateMemorySize64;
    }

    private static IEnumerable<ImageSource> Endless()
    {
        while (true)
        {
            yield return ImageSource.FromBytes(Image);
        }
    }

    private ImageBatchRunner Runner() => new(_session, new ColourClassifier().Input, ModelMetadata.ScoreOutput, new BatchRunOptions { Threads = 2 });
}
