using MLPipeline.Imaging;

namespace MLPipeline.Reporting.Tests;

/// <summary>Pictures that can be told apart: bars on a ground whose colour says the class.</summary>
internal static class DrawnImage
{
    public static RgbImage Of(int label, int number, int width = 128, int height = 96)
    {
        var pixels = new byte[3 * width * height];
        var (red, green, blue) = (60 + (label * 67 % 140), 60 + (label * 131 % 140), 60 + (label * 29 % 140));
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var light = (x + (number * 5)) % 24 < 6 && y > height / 4 ? 55 : 0;
                var pixel = pixels.AsSpan(3 * ((y * width) + x), 3);
                (pixel[0], pixel[1], pixel[2]) = ((byte)(red + light), (byte)(green + light), (byte)(blue + light));
            }
        }

        return new RgbImage(width, height, pixels);
    }
}
