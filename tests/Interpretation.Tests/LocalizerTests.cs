using MLPipeline.Graphs;
using MLPipeline.Imaging;
using MLPipeline.Inference;

namespace MLPipeline.Interpretation.Tests;

// Class 0 responds to red and class 1 to green; a place is 2 x 2 of the 8 x 8 pixels that the network sees. Objects end where places
// end, so that resampling only softens their edges: a place beside an object has 1/16 of its response, below every threshold here.
public sealed class LocalizerTests : IDisposable
{
    private static readonly Rgb Red = new(255, 0, 0);
    private static readonly Rgb Green = new(0, 255, 0);

    private readonly PlantedNetwork _network = new();

    // 80 x 40 becomes 8 x 8: a pixel of the network is 10 x 5 pixels. Red is on 4 x 4 of them, green on 2 x 2.
    [Fact]
    public void Box_OfASquashedImage_IsInItsOwnPixels()
    {
        var image = Picture(80, 40, (new PixelBox(0, 0, 40, 20), Red), (new PixelBox(60, 30, 20, 10), Green));
        Assert.Equal([new PixelBox(0, 0, 40, 20), new PixelBox(60, 30, 20, 10)], Boxes(image, ResizeRule.Squash(8, 8)));
    }

    // 240 x 120 is scaled to 24 x 12, and 8 x 8 are cut out at (8, 2). The network's first 4 x 4 pixels begin at (8, 2) x 10.
    [Fact]
    public void Box_OfACroppedImage_IsMovedBackByWhatWasCutOff()
    {
        var image = Picture(240, 120, (new PixelBox(80, 20, 40, 40), Red), (new PixelBox(0, 0, 20, 120), Green));
        Assert.Equal([new PixelBox(80, 20, 40, 40), null], Boxes(image, ResizeRule.CenterCrop(12, 8, 8)));
    }

    // 80 x 40 is scaled to 8 x 4 and laid at row 2. Red is on its rows 0 to 2: rows 2 to 4 of the network's, places of row 1.
    [Fact]
    public void Box_OfAPaddedImage_IsWithoutThePadding()
    {
        var image = Picture(80, 40, (new PixelBox(0, 0, 40, 20), Red));
        Assert.Equal([new PixelBox(0, 0, 40, 20), null], Boxes(image, ResizeRule.Pad(8, 8)));
    }

    // 80 x 20 is scaled to 8 x 2 and laid at row 3, half in the places of row 1 and half in those of row 2.
    [Fact]
    public void Box_OfPlacesThatReachIntoThePadding_EndsWithTheImage()
    {
        var image = Picture(80, 20, (new PixelBox(0, 0, 80, 20), Red));
        Assert.Equal([new PixelBox(0, 0, 80, 20), null], Boxes(image, ResizeRule.Pad(8, 8)));
    }

    [Fact]
    public void Box_OfAnObjectThatFillsTheImage_IsTheImage_AndAClassThatIsNowhereTheLargestHasNone()
    {
        var image = Picture(33, 57, (new PixelBox(0, 0, 33, 57), Green));
        Assert.Equal([null, new PixelBox(0, 0, 33, 57)], Boxes(image, ResizeRule.Squash(8, 8)));
    }

    // Red is 1 on one place and 0.4 on another: 0.4 is above 0.3 of the largest response and not above 0.5 of it.
    [Theory]
    [InlineData(0.3, 8)]
    [InlineData(0.5, 2)]
    public void Box_EnclosesPlacesAboveTheThreshold_AShareOfTheLargestResponse(double threshold, int side)
    {
        var image = Picture(8, 8, (new PixelBox(0, 0, 2, 2), Red), (new PixelBox(6, 6, 2, 2), new Rgb(102, 0, 0)));
        Assert.Equal(new PixelBox(0, 0, side, side), Boxes(image, ResizeRule.Squash(8, 8), threshold)[0]);
    }

    // With 0.5 for green everywhere, green is the largest wherever there is no red: all places but the first four, which the smallest
    // enclosing box holds, too. Logits: 4/16 and 1/2.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Responses_HaveTheBias_WhereverItIsAdded(bool isAddedBehind)
    {
        using var localizer = Localizer.Load(_network.Write((builder, map) => End(builder, map, [0, 0.5f], isAddedBehind)), Contract());

        var located = localizer.Localize(Picture(8, 8, (new PixelBox(0, 0, 4, 4), Red)));

        Assert.Equal(["green", "red"], located.Select(found => found.Label));
        Assert.Equal([new PixelBox(0, 0, 8, 8), new PixelBox(0, 0, 4, 4)], located.Select(found => found.Box!.Value));
        Assert.Equal(1 / (1 + MathF.Exp(-0.25f)), located[0].Score, 1e-5f);
        Assert.Equal(1, located.Sum(found => found.Score), 1e-5f);
    }

    // Both classes have responses below 0 everywhere; class 0 is the largest, but nothing speaks for it.
    [Fact]
    public void Box_WhereTheLargestResponseIsBelowZero_IsNone()
    {
        using var localizer = Localizer.Load(_network.Write((builder, map) => End(builder, map, [-2, -3], false)), Contract());
        Assert.All(localizer.Localize(Picture(8, 8, (new PixelBox(0, 0, 4, 4), Red))), found => Assert.Null(found.Box));
    }

    [Fact]
    public void Load_NetworkWithADenseLayerOverPlaces_IsRefused()
    {
        var path = _network.Write((builder, map) => builder.Add(
            "Gemm",
            [builder.Add("Flatten", [map]), builder.Constant("weights", TensorData.FromFloats(new float[64], 2, 32))],
            AttributeMap.Empty.With("transB", 1)));
        var error = Assert.Throws<GraphFormatException>(() => Localizer.Load(path, Contract()));
        Assert.Contains("does not end in a global average and one dense layer of 2 classes", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void Load_ThresholdThatIsNoShare_IsRefused(double threshold) => Assert.Throws<ArgumentException>(
        () => Localizer.Load("nowhere.onnx", Contract(), new LocalizerOptions { Threshold = threshold }));

    public void Dispose() => _network.Dispose();

    /// <summary>The boxes of red and green.</summary>
    private PixelBox?[] Boxes(RgbImage image, ResizeRule view, double threshold = 0.2)
    {
        using var localizer = Localizer.Load(
            _network.Write((builder, map) => End(builder, map, [0, 0], false)), Contract(view), new LocalizerOptions { Threshold = threshold });
        return [.. localizer.Localize(image).OrderBy(found => found.Class).Select(found => found.Box)];
    }

    private static ModelContract Contract(ResizeRule? view = null) =>
        PlantedNetwork.Contract with { Input = new InputContract { Resize = view ?? ResizeRule.Squash(8, 8) } };

    private static Value End(GraphBuilder builder, Value map, float[] bias, bool isAddedBehind)
    {
        var row = builder.Add("Flatten", [builder.Add("GlobalAveragePool", [map])]);
        var weights = builder.Constant("weights", TensorData.FromFloats([1, 0, 0, 1], 2, 2));
        var added = builder.Constant("bias", TensorData.FromFloats(bias, 2));
        return isAddedBehind
            ? builder.Add("Add", [builder.Add("MatMul", [row, weights]), added])
            : builder.Add("Gemm", [row, weights, added]);
    }

    private static RgbImage Picture(int width, int height, params (PixelBox Box, Rgb Colour)[] objects)
    {
        var pixels = new byte[3 * width * height];
        foreach (var (box, colour) in objects)
        {
            for (var y = box.Top; y < box.Bottom; y++)
            {
                for (var x = box.Left; x < box.Right; x++)
                {
                    var at = 3 * ((y * width) + x);
                    (pixels[at], pixels[at + 1], pixels[at + 2]) = (colour.R, colour.G, colour.B);
                }
            }
        }

        return new RgbImage(width, height, pixels);
    }
}
