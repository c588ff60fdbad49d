using MLPipeline.Graphs;
using MLPipeline.Inference;
using MLPipeline.Runtime;

namespace MLPipeline.Backbones.Tests;

/// <summary>Noise pictures, their preparation written out slowly, and the networks of this project run on them.</summary>
internal static class Pictures
{
    /// <summary>Pixels <c>[count, 3, size, size]</c>, RGB, whole numbers from 0 to 255.</summary>
    public static float[] Noise(int count, int size)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, count * 3 * size * size).Select(_ => (float)random.Next(256))];
    }

    /// <summary>The same pictures as a network wants them, pixel by pixel.</summary>
    public static float[] Prepare(float[] pixels, InputContract contract)
    {
        var (height, width, rule) = (contract.Resize.Height, contract.Resize.Width, contract.Normalization);
        var prepared = new float[pixels.Length];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (x, y, colour, image) = (i % width, i / width % height, i / width / height % 3, i / width / height / 3);
            var value = ((pixels[i] * rule.Range / 255) - rule.Mean[colour]) / rule.Deviation[colour];
            var channel = contract.ChannelOrder == ChannelOrder.Bgr ? 2 - colour : colour;
            var place = contract.Layout == TensorLayout.Nchw
                ? (((((image * 3) + channel) * height) + y) * width) + x
                : (((((image * height) + y) * width) + x) * 3) + channel;
            prepared[place] = value;
        }

        return prepared;
    }

    public static float[] Features(Backbone backbone, float[] pixels) => Run(FeatureGraphBuilder.Build(backbone), pixels, "features");

    public static float[] Run(Graph network, float[] pixels, string output)
    {
        int[] item = [.. network.Inputs[0].Shape!.Skip(1).Select(length => (int)length.Length!.Value)];
        using var session = OnnxSession.Load(OnnxWriter.ToBytes(network), new OnnxSessionOptions { Device = ComputeDevice.Cpu });
        using var binding = session.Bind(pixels.Length / item.Aggregate((x, y) => x * y), item, [output]);
        pixels.CopyTo(binding.Input);
        binding.Run();
        return binding.Output(output).ToArray();
    }

    /// <summary>The mean over the last two dimensions of <c>[N, C, h, w]</c>.</summary>
    public static float[] Average(float[] maps, int rows)
        => [.. maps.Chunk(maps.Length / rows).Select(map => (float)map.Average(value => (double)value))];

    public static void AssertClose(float[] expected, float[] actual, double relative)
    {
        Assert.Equal(expected.Length, actual.Length);
        var tolerance = relative * expected.Max(Math.Abs);
        Assert.True(tolerance > 0, "the expected numbers are all zero");
        Assert.All(expected.Zip(actual), pair => Assert.InRange(pair.Second, pair.First - tolerance, pair.First + tolerance));
    }
}
