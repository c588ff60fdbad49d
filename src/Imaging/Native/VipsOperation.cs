namespace MLPipeline.Imaging.Native;

/// <summary>One call of a libvips operation: inputs by name, then <see cref="Image"/> or <see cref="Bytes"/>. Dispose it; results outlive it.</summary>
internal unsafe ref struct VipsOperation : IDisposable
{
    private nint _handle;

    public VipsOperation(string name)
    {
        _handle = Vips.NewOperation(name);
        if (_handle == 0)
            throw new VipsException($"no operation {name}");
    }

    /// <summary>Numbers, flags and enumeration values as libvips writes them: <c>shrink=2,access=sequential</c>.</summary>
    public readonly void Set(string options)
    {
        if (Vips.SetFromString(_handle, options) != 0)
            throw new VipsException($"bad options {options}");
    }

    public readonly void SetText(string name, string value)
    {
        GValue text = default;
        Vips.InitValue(&text, GValue.StringType);
        Vips.SetString(&text, value);
        Assign(name, &text);
    }

    /// <summary>The bytes are not copied: they must stay where they are for the life of the result.</summary>
    public readonly void SetBytes(string name, byte* data, nuint length)
    {
        GValue blob = default;
        Vips.InitValue(&blob, Vips.BlobType());
        Vips.SetBlob(&blob, 0, data, length);
        Assign(name, &blob);
    }

    public readonly void SetImage(string name, VipsImage image)
    {
        GValue value = default;
        Vips.InitValue(&value, Vips.ImageType());
        Vips.SetObject(&value, image.Handle);
        Assign(name, &value);
    }

    /// <summary>Builds and gives the output <c>out</c>.</summary>
    public readonly VipsImage Image()
    {
        Build();
        GValue value = default;
        Vips.InitValue(&value, Vips.ImageType());
        Vips.GetProperty(_handle, "out", &value);
        var image = new VipsImage(Vips.DuplicateObject(&value));
        Vips.UnsetValue(&value);
        return image;
    }

    /// <summary>Builds and copies the output <c>buffer</c>.</summary>
    public readonly byte[] Bytes()
    {
        Build();
        GValue value = default;
        Vips.InitValue(&value, Vips.BlobType());
        Vips.GetProperty(_handle, "buffer", &value);
        var data = Vips.GetBlob(&value, out var length);
        var bytes = new ReadOnlySpan<byte>(data, checked((int)length)).ToArray();
        Vips.UnsetValue(&value);
        return bytes;
    }

    public void Dispose()
    {
        if (_handle == 0)
            return;
        Vips.UnrefOutputs(_handle);
        Vips.Unref(_handle);
        _handle = 0;
    }

    private readonly void Build()
    {
        if (Vips.Build(_handle) != 0)
            throw new VipsException("an operation failed");
    }

    private readonly void Assign(string name, GValue* value)
    {
        Vips.SetProperty(_handle, name, value);
        Vips.UnsetValue(value);
    }
}
