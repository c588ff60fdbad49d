namespace MLPipeline.Runtime.Rewriting;

/// <summary>Goes through a message's fields without copying any: <c>foreach (var field in new WireReader(message))</c>.</summary>
internal ref struct WireReader
{
    private readonly ReadOnlySpan<byte> _message;
    private int _position;

    public WireReader(ReadOnlySpan<byte> message) => _message = message;

    public WireField Current { get; private set; }

    public readonly WireReader GetEnumerator() => this;

    /// <exception cref="InvalidDataException">The bytes are no message.</exception>
    public bool MoveNext()
    {
        if (_position == _message.Length)
        {
            return false;
        }

        var start = _position;
        var tag = ReadVarint();
        var (number, kind) = (tag >> 3, (WireKind)(tag & 7));
        var value = kind is WireKind.Varint or WireKind.Bytes ? ReadVarint() : 0;
        ulong length = kind switch
        {
            WireKind.Varint => 0,
            WireKind.Fixed64 => sizeof(ulong),
            WireKind.Fixed32 => sizeof(uint),
            WireKind.Bytes => value,
            _ => throw new InvalidDataException($"Wire type {(int)kind} at byte {start}."),
        };
        if (number is 0 or > int.MaxValue || length > (ulong)(_message.Length - _position))
        {
            throw new InvalidDataException($"A field at byte {start} ends outside its message.");
        }

        var valueStart = _position;
        _position += (int)length;
        Current = new WireField((int)number, kind, start, valueStart, _position, kind == WireKind.Varint ? value : 0);
        return true;
    }

    /// <summary>Repeated numbers that were written one behind the other into one field ("packed").</summary>
    /// <exception cref="InvalidDataException">The last number has no end.</exception>
    public static List<long> Packed(ReadOnlySpan<byte> value)
    {
        var reader = new WireReader(value);
        var numbers = new List<long>();
        while (reader._position < value.Length)
        {
            numbers.Add((long)reader.ReadVarint());
        }

        return numbers;
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (_position == _message.Length)
            {
                break;
            }

            var part = _message[_position++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException($"A number has no end at byte {_position}.");
    }
}
