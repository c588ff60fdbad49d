namespace MLPipeline.Training;

/// <summary>What lies beyond the border of an image.</summary>
internal static class Edges
{
    /// <summary>The position mirrored at the first and last pixel, which are not repeated: … 2 1 | 0 1 2 … n-1 | n-2 …, at any distance.</summary>
    public static int Reflect(int position, int length)
    {
        if (length == 1)
        {
            return 0;
        }

        var period = 2 * (length - 1);
        position = Math.Abs(position) % period;
        return position < length ? position : period - position;
    }
}
