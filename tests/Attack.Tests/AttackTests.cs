using Xunit.Abstractions;

namespace MLPipeline.Attack.Tests;

/// <summary>
/// Damaged files end in a documented exception or, where the damage is none to a decoder, in a score: never in a crash, in a wait, or in
/// memory that is kept. What is scored although it cannot have been decoded would be the worst of all.
/// </summary>
public sealed class AttackTests(ITestOutputHelper output) : IDisposable
{
    private const long MostGrowth = 48L << 20; // native allocators round up; a leak of every tenth file's pixels would be far more

    private static readonly (string Name, byte[] Bytes)[] Images = ReadImages();

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void SomeImages() => AttackWithImages(600);

    [SkippableFact]
    public void TwentyThousandImages()
    {
        LongRun.Require();
        AttackWithImages(20_000);
    }

    [Fact]
    public void SomeModels() => AttackWithModels(100);

    [SkippableFact]
    public void TwoThousandModels()
    {
        LongRun.Require();
        AttackWithModels(2_000);
    }

    private void AttackWithImages(int count)
    {
        var run = new AttackRun(["images", _folder.Write("model.onnx", AttackedModel.InFloats())], Images);
        run.Go(count, CannotBeDecoded);
        Report(run);
    }

    private void AttackWithModels(int count)
    {
        var image = _folder.Write("image.png", Images[0].Bytes);
        var run = new AttackRun(["models", image], [("floats.onnx", AttackedModel.InFloats()), ("codes.onnx", AttackedModel.InEightBits())]);
        run.Go(count);
        Report(run);
    }

    private void Report(AttackRun run)
    {
        output.WriteLine(run.ToString());
        Assert.True(run.Findings.Count == 0, run.ToString());
        Assert.True(run.Memory.Late - run.Memory.Early < MostGrowth, run.ToString());
    }

    /// <summary>
    /// A file that lost a tenth or more, but for an animation, whose first picture may be whole; and a PNG with another bit in its pixels,
    /// which its checksum tells.
    /// </summary>
    private static bool CannotBeDecoded(Mutation mutation)
    {
        var original = Array.Find(Images, image => image.Name == mutation.Original).Bytes;
        return mutation.Damage switch
        {
            Damage.CutOff => mutation.At < original.Length * 9 / 10 && !mutation.Original.StartsWith("animated", StringComparison.Ordinal),
            Damage.Bits => mutation.Original.EndsWith(".png", StringComparison.Ordinal) && PngChunks.IsPixelData(original, mutation.At),
            _ => false,
        };
    }

    /// <summary>One or more small files of each format; the AVIF file is smooth.png, saved by libvips.</summary>
    private static (string Name, byte[] Bytes)[] ReadImages() =>
    [
        .. new[]
        {
            "scene.png", "palette.png", "alpha.png", "sixteen-bit.png", "wide-gamut.png", "grey.jpg", "cmyk.jpg", "progressive.jpg", "smooth.bmp",
            "palette.bmp", "smooth.tif", "smooth.webp", "animated.gif",
        }.Select(name => (name, File.ReadAllBytes(Repository.PathOf("tests", "Imaging.Tests", "Golden", name)))),
        ("smooth.avif", File.ReadAllBytes(Repository.PathOf("tests", "Attack.Tests", "smooth.avif"))),
    ];
}
