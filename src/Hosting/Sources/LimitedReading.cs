namespace MLPipeline.Hosting;

/// <summary>Reads streams whose length others decide.</summary>
internal static class LimitedReading
{
    /// <summary>The stream from its position to its end; null when there are more than <paramref name="most"/> bytes.</summary>
    public static async Task<byte[]?> ReadAsync(Stream stream, long most, CancellationToken cancellation)
    {
        var known = stream.CanSeek ? stream.Length - stream.Position : 0;
        if (known > most)
        {
            return null;
        }

        using var bytes = new MemoryStream((int)Math.Min(known, Array.MaxLength));
        var block = new byte[1 << 16];
        int count;
        while ((count = await stream.ReadAsync(block, cancellation).ConfigureAwait(false)) > 0)
        {
            if (bytes.Length + count > most)
            {
                return null;
            }

            bytes.Write(block, 0, count);
        }

        return bytes.Length == bytes.Capacity ? bytes.GetBuffer() : bytes.ToArray();
    }
}
