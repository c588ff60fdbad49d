using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace MLPipeline.Datasets;

/// <summary>
/// Reads the numeric arrays of a MATLAB level 5 file ("MAT-File Format", MathWorks, chapter 1): a header of 128 bytes, then data elements, each a
/// tag (type and size) and its content, which may be packed by zlib. Little-endian files only: all that programs on today's machines write.
/// </summary>
internal static class MatlabReader
{
    private const int HeaderBytes = 128;
    private const int VersionOffset = 124;
    private const int EndianOffset = 126;
    private const ushort Version5 = 0x0100;
    private const int MostDimensions = 8;
    private const int LongestName = 64;
    private const long MostExpansion = 1032; // deflate cannot pack better than 1 : 1032

    /// <summary>Reads the file to its end.</summary>
    /// <param name="file">At its beginning; its length is known.</param>
    /// <param name="read">Called for each real numeric array; reads its data, all or nothing. Other variables are passed over.</param>
    /// <exception cref="DatasetException">The file is none of that format, or damaged.</exception>
    public static void Read(DataStream file, Action<MatlabArray> read)
    {
        ReadHeader(file);
        while (file.Offset < file.Length)
        {
            var start = file.Offset;
            var tag = MatlabTag.Read(file);
            if (tag.Size > file.Length - file.Offset)
                throw file.Fault(start, $"an element of {tag.Size} bytes begins there, the file has {file.Length - file.Offset} more");

            var end = file.Offset + tag.Size;
            switch (tag.Type)
            {
                case MatlabType.Compressed:
                    ReadCompressed(file, tag.Size, read);
                    break;
                case MatlabType.Matrix:
                    ReadArray(file, end, read);
                    break;
                default:
                    throw file.Fault(start, $"an element of type {tag.Type} begins there instead of an array");
            }

            file.Skip(end - file.Offset);
        }
    }

    private static void ReadHeader(DataStream file)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        file.ReadExactly(header);
        var endian = header[EndianOffset..];
        if (endian.SequenceEqual("MI"u8))
            throw file.Fault(EndianOffset, "the file is big-endian, only little-endian MATLAB files are read");

        if (!endian.SequenceEqual("IM"u8))
            throw file.Fault(EndianOffset, $"there is 0x{endian[0]:X2}{endian[1]:X2} instead of 'IM': this is no MATLAB file of level 5");

        var version = BinaryPrimitives.ReadUInt16LittleEndian(header[VersionOffset..]);
        if (version != Version5)
            throw file.Fault(VersionOffset, $"the version is 0x{version:X4}, only level 5 (0x{Version5:X4}) is read; MATLAB writes it with save -v7");
    }

    private static void ReadCompressed(DataStream file, long size, Action<MatlabArray> read)
    {
        var name = $"{file.Name}, packed element at byte {file.Offset - MatlabTag.Bytes}";
        using var packed = new ZLibStream(new PartOfStream(file, size), CompressionMode.Decompress);
        using var element = new DataStream(name, new BufferedStream(packed, 64 * 1024), length: null, DatasetFaultKind.PixelFile);
        var tag = MatlabTag.Read(element);
        if (tag.Type != MatlabType.Matrix)
            throw element.Fault(0, $"an element of type {tag.Type} begins there instead of an array");

        if (tag.Size > size * MostExpansion)
            throw element.Fault(0, $"an array of {tag.Size} bytes cannot come from {size} packed ones");

        ReadArray(element, element.Offset + tag.Size, read);
        element.ExpectEnd();
    }

    private static void ReadArray(DataStream data, long end, Action<MatlabArray> read)
    {
        var start = data.Offset;
        Span<byte> flags = stackalloc byte[8];
        ReadPart(data, MatlabType.UInt32, flags);
        var kind = (MatlabClass)flags[0];
        if (kind is < MatlabClass.Double or > MatlabClass.UInt64)
        {
            data.Skip(end - data.Offset);
            return;
        }

        if ((flags[1] & 0x08) != 0)
            throw data.Fault(start + MatlabTag.Bytes, "an array of complex numbers begins there");

        var dimensionsOffset = data.Offset;
        var dimensions = ReadDimensions(data);
        var name = ReadName(data);
        var valuesOffset = data.Offset;
        var values = MatlabTag.Read(data);
        var array = new MatlabArray(data, values, start + MatlabTag.Bytes)
        {
            Name = name,
            Class = kind,
            Dimensions = dimensions,
            DimensionsOffset = dimensionsOffset,
        };
        if (values.Size != array.Count * MatlabArray.SizeOf(values.Type) || (values.Small is null && data.Offset + values.Size > end))
            throw data.Fault(valuesOffset, $"{values.Size} bytes of {values.Type} are not the elements of [{string.Join(", ", dimensions)}]");

        read(array);
        data.Skip(end - data.Offset);
    }

    private static int[] ReadDimensions(DataStream data)
    {
        var start = data.Offset;
        var tag = MatlabTag.Read(data);
        if (tag.Type != MatlabType.Int32 || tag.Size is < 8 or > 4 * MostDimensions || tag.Size % 4 != 0)
            throw data.Fault(start, $"{tag.Size} bytes of {tag.Type} are no dimensions (2 to {MostDimensions} of Int32)");

        Span<byte> bytes = stackalloc byte[(int)tag.Size];
        data.ReadExactly(bytes);
        data.Skip(tag.Padding);
        var dimensions = new int[bytes.Length / 4];
        long elements = 1;
        for (var d = 0; d < dimensions.Length; d++)
        {
            dimensions[d] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * d)..]);
            if (dimensions[d] <= 0 || (elements *= dimensions[d]) > 1L << 40)
                throw data.Fault(start + MatlabTag.Bytes + (4 * d), $"the size of dimension {d} is {dimensions[d]}");
        }

        return dimensions;
    }

    private static string ReadName(DataStream data)
    {
        var start = data.Offset;
        var tag = MatlabTag.Read(data);
        if (tag.Type != MatlabType.Int8 || tag.Size > LongestName)
            throw data.Fault(start, $"{tag.Size} bytes of {tag.Type} are no name (Int8, at most {LongestName})");

        Span<byte> bytes = stackalloc byte[LongestName];
        if (tag.Small is { } small)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, small);
        }
        else
        {
            data.ReadExactly(bytes[..(int)tag.Size]);
            data.Skip(tag.Padding);
        }

        return Encoding.ASCII.GetString(bytes[..(int)tag.Size]);
    }

    private static void ReadPart(DataStream data, MatlabType type, Span<byte> bytes)
    {
        var start = data.Offset;
        var tag = MatlabTag.Read(data);
        if (tag.Type != type || tag.Size != bytes.Length)
            throw data.Fault(start, $"{tag.Size} bytes of {tag.Type} stand there instead of {bytes.Length} of {type}");

        data.ReadExactly(bytes);
    }
}
