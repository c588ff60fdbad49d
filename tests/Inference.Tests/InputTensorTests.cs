using MLPipeline.Imaging;

namespace MLPipeline.Inference.Tests;

/// <summary>What a network sees, read back through a network that gives its input out again.</summary>
public sealed class InputTensorTests
{
    [Theory]
    [InlineData(TensorLayout.Nchw, ChannelOrder.Rgb, "imagenet")]
    [InlineData(TensorLayout.Nchw, ChannelOrder.Bgr, "caffe-bgr")]
    [InlineData(TensorLayout.Nhwc, ChannelOrder.Rgb, "inception")]
    [InlineData(TensorLayout.Nhwc, ChannelOrder.Bgr, "imagenet")]
    public void Embed_OfAnEchoingNetwork_IsTheInputByDefinition(TensorLayout layout, ChannelOrder order, string preset)
    {
        var normalization = InputPreset.Find(preset).Normalization;
        var contract = new InputContract { Resize = ResizeRule.Squash(5, 4), Layout = layout, ChannelOrder = order, Normalization = normalization };
        var random = new Random(3);
        var pixels = new byte[5 * 4 * 3];
        random.NextBytes(pixels);

        using var engine = new PredictionEngine(new MemoryStream(new ColourClassifier { Input = contract, Features = true }.ToBytes()));
        var seen = engine.Embed(ImageSource.FromPixels(new RgbImage(5, 4, pixels))); // of the right size already: not resampled

        Assert.Equal(60, seen.Length);
        for (var y = 0; y < 4; y++)
        {
            for (var x = 0; x < 5; x++)
            {
                for (var channel = 0; channel < 3; channel++)
                {
                    var colour = order == ChannelOrder.Rgb ? channel : 2 - channel;
                    var value = ((pixels[(((y * 5) + x) * 3) + colour] / 255.0 * normalization.Range) - normalization.Mean[colour]) / normalization.Deviation[colour];
                    var place = layout == TensorLayout.Nchw ? (channel * 20) + (y * 5) + x : (((y * 5) + x) * 3) + channel;
                    Assert.Equal(value, seen[place], Math.Max(1, normalization.Range) * 1e-6);
                }
            }
        }
    }
}
