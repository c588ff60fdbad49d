using MLPipeline.Datasets;
using MLPipeline.Imaging;
using MLPipeline.Inference;

namespace MLPipeline;

/// <summary>An image file's bytes, which are read only when they are needed. What a vector of bytes is inside a view.</summary>
internal sealed class EncodedImage
{
    private readonly byte[]? _bytes;
    private readonly string _name;

    private EncodedImage(string name, byte[]? bytes) => (_name, _bytes) = (name, bytes);

    /// <summary>A source that reads, in the thread that computes.</summary>
    public ImageSource Source => _bytes is null ? ImageSource.FromFile(_name) : ImageSource.FromBytes(_bytes, _name);

    public static EncodedImage FromFile(string path) => new(path, null);

    public static EncodedImage FromBytes(byte[] bytes, string name) => new(name, bytes);

    /// <exception cref="ImageException">The file cannot be read.</exception>
    public byte[] ReadBytes() => _bytes ?? ImageFileReader.Read(_name);

    /// <exception cref="ImageException">The file cannot be read.</exception>
    public ContentHash Hash()
    {
        if (_bytes is not null)
        {
            return ContentHash.Of(_bytes);
        }

        using var content = ImageFileReader.ReadPooled(_name);
        return ContentHash.Of(content.Span);
    }
}
