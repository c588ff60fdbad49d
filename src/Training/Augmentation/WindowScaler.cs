using System.Numerics.Tensors;

namespace MLPipeline.Training;

/// <summary>Scales a window of an image. Each row of the result is gathered from its source rows first, since these lie together in memory.</summary>
internal static class WindowScaler
{
    public static void Scale(WorkingImage image, PixelWindow window, int height, int width)
    {
        var channels = image.Channels;
        var stride = window.Width * channels;
        var pixels = image.Floats(0, window.Height * stride);
        for (var y = 0; y < window.Height; y++)
        {
            var source = image.Row(window.Top + y).Slice(window.Left * channels, stride);
            TensorPrimitives.ConvertTruncating<byte, float>(source, pixels.Slice(y * stride, stride));
        }

        var split = height * TriangleFilter.Reach(window.Height, height);
        var weights = image.Floats(1, split + (width * TriangleFilter.Reach(window.Width, width)));
        var starts = image.Integers(height + width);
        var vertical = TriangleFilter.Fill(window.Height, weights[..split], starts[..height]);
        var horizontal = TriangleFilter.Fill(window.Width, weights[split..], starts[height..]);

        var line = image.Floats(2, stride);
        var next = image.Next(height, width);
        for (var y = 0; y < height; y++)
        {
            line.Clear();
            for (var k = 0; k < vertical.Taps; k++)
            {
                var weight = vertical.Weights[(y * vertical.Taps) + k];
                if (weight > 0)
                {
                    TensorPrimitives.MultiplyAdd(pixels.Slice((vertical.Starts[y] + k) * stride, stride), weight, line, line);
                }
            }

            ScaleLine(line, horizontal, channels, next.Slice(y * width * channels, width * channels));
        }

        image.Replace(height, width);
    }

    private static void ScaleLine(ReadOnlySpan<float> line, TriangleFilter filter, int channels, Span<byte> target)
    {
        for (var x = 0; x < filter.Starts.Length; x++)
        {
            var weights = filter.Weights.Slice(x * filter.Taps, filter.Taps);
            var source = line.Slice(filter.Starts[x] * channels, filter.Taps * channels);
            if (channels == 1)
            {
                target[x] = ToByte(TensorPrimitives.Dot(source, weights));
                continue;
            }

            float red = 0, green = 0, blue = 0;
            for (int k = 0, i = 0; k < weights.Length && i + 2 < source.Length; k++, i += 3)
            {
                red += weights[k] * source[i];
                green += weights[k] * source[i + 1];
                blue += weights[k] * source[i + 2];
            }

            target[3 * x] = ToByte(red);
            target[(3 * x) + 1] = ToByte(green);
            target[(3 * x) + 2] = ToByte(blue);
        }
    }

    // Weights are not negative and add up to 1, but for rounding.
    private static byte ToByte(float value) => (byte)(Math.Min(value, 255) + 0.5f);
}
