using System.Diagnostics;

namespace MLPipeline.Imaging.Tests;

/// <summary>Measures the memory of the whole process, so nothing else may run beside it.</summary>
[Collection(nameof(AloneInTheProcess))]
public class MemoryTests
{
    private static readonly string[] Files = ["large.jpg", "scene.png", "smooth.webp", "animated.gif", "smooth.tif", "wide-gamut.png", "cmyk.jpg", "palette.bmp"];
    private static readonly ResizeRule Rule = ResizeRule.CenterCrop(64, 56, 48);

    [Fact]
    public void AThousandImages_LeaveNoMemoryBehind()
    {
        var images = Array.ConvertAll(Files, Golden.Read);
        var damaged = Golden.Read("scene.png")[..1000];
        var destination = new byte[3 * Rule.Width * Rule.Height];
        void Run(int count)
        {
            for (var i = 0; i < count; i++)
            {
                ImageDecoder.DecodeInto(images[i % images.Length], Rule, destination);
                if (i % 10 == 0)
                    Assert.Throws<ImageException>(() => ImageDecoder.DecodeInto(damaged, Rule, destination));
            }
        }

        Run(300);
        var before = PrivateMemory();
        Run(1000);

        // One leaked image of 500 x 375 in ten would be 56 MB.
        Assert.True(PrivateMemory() - before < 20_000_000, $"{PrivateMemory() - before:N0} bytes more");
    }

    private static long PrivateMemory()
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return OperatingSystem.IsWindows() ? process.PrivateMemorySize64 : process.WorkingSet64;
    }
}
