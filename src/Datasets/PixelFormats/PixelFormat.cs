namespace MLPipeline.Datasets;

/// <summary>How the published files of a pixel set are laid out.</summary>
internal abstract class PixelFormat
{
    /// <summary>The kind of a fault in a file's content.</summary>
    public virtual DatasetFaultKind FaultKind => DatasetFaultKind.PixelFile;

    /// <summary>Whether each file may also lie there packed by gzip, with <c>.gz</c> behind its name.</summary>
    public virtual bool MayBePacked => false;

    /// <summary>The names of the files of a part, in the order of their images.</summary>
    public abstract IReadOnlyList<string> FilesOf(PixelPart part);

    /// <summary>Reads a part into one array of pixels.</summary>
    /// <exception cref="DatasetException">A file is damaged, with the offset.</exception>
    public abstract PixelSet Read(IPixelFiles source, PixelPart part, KnownPixelSet set);

    /// <summary>Room for so many images.</summary>
    /// <exception cref="DatasetException">No array can hold them.</exception>
    protected static byte[] Allocate(DataStream data, long offset, long images, KnownPixelSet set)
    {
        var bytes = images * set.ImageBytes;
        return images > 0 && bytes <= Array.MaxLength
            ? GC.AllocateUninitializedArray<byte>((int)bytes)
            : throw data.Fault(offset, $"there would be {images} images of {set.ImageBytes} bytes, which is none or more than {Array.MaxLength} bytes");
    }

    /// <exception cref="DatasetException">There is no such class.</exception>
    protected static void ExpectClass(int label, DataStream data, long offset, KnownPixelSet set)
    {
        if (label >= set.Classes.Count)
            throw data.Fault(offset, $"label {label} is none of the {set.Classes.Count} classes, 0 to {set.Classes.Count - 1}");
    }
}
