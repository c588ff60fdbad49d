using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace MLPipeline.Serving;

/// <summary>A request's body in pooled memory that counts in the budget.</summary>
internal sealed class RequestBody : IDisposable
{
    private const int FirstBlock = 64 << 10;

    private readonly BufferBudget _budget;
    private byte[] _buffer = [];
    private int _length;

    private RequestBody(BufferBudget budget) => _budget = budget;

    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>A stream over the bytes, for readers that want one.</summary>
    public MemoryStream AsStream() => new(_buffer, 0, _length, writable: false);

    /// <exception cref="RequestRefusedException">It is longer than allowed, or there is no memory left for it.</exception>
    public static async Task<RequestBody> ReadAsync(HttpRequest request, long most, BufferBudget budget, CancellationToken cancellation)
    {
        var announced = request.ContentLength;
        if (announced > most)
        {
            throw TooLong(most);
        }

        var body = new RequestBody(budget);
        try
        {
            while (true)
            {
                if (body._length == body._buffer.Length)
                {
                    // One byte more than announced, so that the end shows without growing.
                    var wanted = Math.Min(Math.Max(FirstBlock, 2L * body._length), Math.Min(announced ?? most, most) + 1);
                    body.Grow((int)Math.Max(wanted, body._length + 1L));
                }

                var count = await request.Body.ReadAsync(body._buffer.AsMemory(body._length), cancellation).ConfigureAwait(false);
                if (count == 0)
                {
                    return body;
                }

                body._length += count;
                if (body._length > most)
                {
                    throw TooLong(most);
                }
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            _budget.Return(_buffer.Length);
            ArrayPool<byte>.Shared.Return(_buffer);
            (_buffer, _length) = ([], 0);
        }
    }

    private void Grow(int wanted)
    {
        var larger = ArrayPool<byte>.Shared.Rent(wanted);
        try
        {
            _budget.Take(larger.Length - _buffer.Length);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(larger);
            throw;
        }

        _buffer.AsSpan(0, _length).CopyTo(larger);
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = larger;
    }

    private static RequestRefusedException TooLong(long most) => new(StatusCodes.Status413PayloadTooLarge, string.Create(
        CultureInfo.InvariantCulture, $"The body has more than {most:N0} bytes, the most that are accepted."));
}
