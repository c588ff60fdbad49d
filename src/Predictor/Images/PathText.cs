using System.Text;
using System.Threading.Channels;

namespace MLPipeline.Predictor;

/// <summary>
/// Paths in a text: one on each line, or each ended by a NUL as <c>find -print0</c> writes them. Empty ones are left out. UTF-8, or
/// what a byte order mark says.
/// </summary>
/// <param name="open">Opens the text.</param>
/// <param name="endsInNul">Whether a NUL ends a path, and not the line.</param>
internal sealed class PathText(Func<Stream> open, bool endsInNul)
{
    private const int PathsAhead = 1024;

    /// <summary>The paths, as they are read.</summary>
    public IEnumerable<string> Read()
    {
        using var reader = new StreamReader(open(), Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);
        var path = new StringBuilder();
        var letters = new char[1 << 14];
        int count;
        while ((count = reader.Read(letters)) > 0)
        {
            for (var start = 0; start < count;)
            {
                var length = letters.AsSpan(start, count - start).IndexOf(endsInNul ? '\0' : '\n');
                path.Append(letters, start, length < 0 ? count - start : length);
                start = length < 0 ? count : start + length + 1;
                if (length >= 0 && Take(path) is { Length: > 0 } complete)
                {
                    yield return complete;
                }
            }
        }

        if (Take(path) is { Length: > 0 } last)
        {
            yield return last;
        }
    }

    /// <summary>
    /// The paths, read by a thread of its own: whoever waits for the next one can be cancelled, while nothing ends the reading of a
    /// silent pipe.
    /// </summary>
    public IEnumerable<string> ReadInTheBackground(CancellationToken cancellation)
    {
        var paths = Channel.CreateBounded<string>(PathsAhead);
        new Thread(() => Fill(paths.Writer, cancellation)) { IsBackground = true, Name = "list of images" }.Start();
        while (Wait(paths.Reader.WaitToReadAsync(cancellation)))
        {
            while (paths.Reader.TryRead(out var path))
            {
                yield return path;
            }
        }
    }

    private void Fill(ChannelWriter<string> paths, CancellationToken cancellation)
    {
        try
        {
            foreach (var path in Read())
            {
                while (!paths.TryWrite(path))
                {
                    Wait(paths.WaitToWriteAsync(cancellation));
                }
            }

            paths.Complete();
        }
        catch (Exception error)
        {
            paths.Complete(error); // the reader's WaitToReadAsync throws it
        }
    }

    private static bool Wait(ValueTask<bool> task) => task.AsTask().GetAwaiter().GetResult();

    private string Take(StringBuilder path)
    {
        var text = path.ToString();
        path.Clear();
        return endsInNul ? text : text.TrimEnd('\r');
    }
}
