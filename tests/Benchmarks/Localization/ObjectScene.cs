using MLPipeline.Imaging;

namespace MLPipeline.Localization.Benchmarks;

/// <summary>
/// One object on a cluttered background. Its size, its place and all colours are random and tell nothing of its class. The background
/// has a slope of colour, plain patches and noise, but no texture.
/// </summary>
public sealed class ObjectScene
{
    private const int Patches = 10;
    private const double SmallestObject = 0.3;
    private const double LargestObject = 0.7;

    private readonly Random _random;
    private readonly int _size;
    private readonly byte[] _pixels;

    private ObjectScene(Random random, int size) => (_random, _size, _pixels) = (random, size, new byte[3 * size * size]);

    /// <summary>Draws a scene; the same arguments give the same pixels.</summary>
    /// <param name="kind">The object.</param>
    /// <param name="seed">Decides everything else.</param>
    /// <param name="size">Width and height in pixels, at least 32.</param>
    /// <returns>The picture, and the smallest box that holds all pixels of the object.</returns>
    public static (RgbImage Image, PixelBox Box) Draw(ObjectKind kind, int seed, int size)
    {
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 32);
        var scene = new ObjectScene(new Random(seed), size);
        scene.DrawBackground();
        var box = scene.DrawObject(kind);
        scene.AddNoise();
        return (new RgbImage(size, size, scene._pixels), box);
    }

    private void DrawBackground()
    {
        var (first, last) = (Colour(40, 216), Colour(40, 216));
        var angle = _random.NextDouble() * Math.Tau;
        for (var y = 0; y < _size; y++)
        {
            for (var x = 0; x < _size; x++)
            {
                var along = (((x * Math.Cos(angle)) + (y * Math.Sin(angle))) / _size / 2.9) + 0.5; // the diagonal is 1.42 sides long
                Set(x, y, Mix(first, last, along));
            }
        }

        for (var i = 0; i < Patches; i++) DrawPatch();
    }

    private void DrawPatch()
    {
        var colour = Colour(20, 236);
        var isRound = _random.Next(2) == 0;
        var (width, height) = (_random.Next(_size / 12, _size / 4), _random.Next(_size / 12, _size / 4));
        var (left, top) = (_random.Next(-width, _size), _random.Next(-height, _size));
        for (var y = Math.Max(0, top); y < Math.Min(_size, top + height); y++)
        {
            for (var x = Math.Max(0, left); x < Math.Min(_size, left + width); x++)
            {
                var (across, down) = (((x - left + 0.5) * 2 / width) - 1, ((y - top + 0.5) * 2 / height) - 1);
                if (!isRound || (across * across) + (down * down) <= 1) Set(x, y, colour);
            }
        }
    }

    private PixelBox DrawObject(ObjectKind kind)
    {
        var side = _random.Next((int)(SmallestObject * _size), (int)(LargestObject * _size) + 1);
        var (left, top) = (_random.Next(_size - side + 1), _random.Next(_size - side + 1));
        var (dark, light) = (Colour(0, 110), Colour(146, 256));
        var (firstColumn, firstRow, lastColumn, lastRow) = (_size, _size, -1, -1);
        for (var y = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++)
            {
                if (!kind.Covers(((x + 0.5) * 2 / side) - 1, ((y + 0.5) * 2 / side) - 1)) continue;
                Set(left + x, top + y, kind.IsLight(x - (side / 2), y - (side / 2)) ? light : dark);
                (firstColumn, firstRow) = (Math.Min(firstColumn, left + x), Math.Min(firstRow, top + y));
                (lastColumn, lastRow) = (Math.Max(lastColumn, left + x), Math.Max(lastRow, top + y));
            }
        }

        return new PixelBox(firstColumn, firstRow, lastColumn - firstColumn + 1, lastRow - firstRow + 1);
    }

    private void AddNoise()
    {
        foreach (ref var channel in _pixels.AsSpan()) channel = (byte)Math.Clamp(channel + _random.Next(-12, 13), 0, 255);
    }

    private Rgb Colour(int least, int behind) =>
        new((byte)_random.Next(least, behind), (byte)_random.Next(least, behind), (byte)_random.Next(least, behind));

    private static Rgb Mix(Rgb first, Rgb last, double share)
    {
        byte Channel(byte from, byte to) => (byte)Math.Clamp(from + ((to - from) * share), 0, 255);
        return new Rgb(Channel(first.R, last.R), Channel(first.G, last.G), Channel(first.B, last.B));
    }

    private void Set(int x, int y, Rgb colour)
    {
        var offset = 3 * ((y * _size) + x);
        (_pixels[offset], _pixels[offset + 1], _pixels[offset + 2]) = (colour.R, colour.G, colour.B);
    }
}
