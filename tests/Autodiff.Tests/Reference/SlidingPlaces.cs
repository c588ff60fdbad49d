using MLPipeline.Graphs;

namespace MLPipeline.Reference;

/// <summary>The places of a window over an image, from the attributes of Conv and the poolings.</summary>
internal sealed class SlidingPlaces
{
    private readonly long[] _strides;
    private readonly long[] _dilations;
    private readonly long[] _pads;
    private readonly long[] _image;

    public SlidingPlaces(AttributeMap attributes, ReadOnlySpan<long> image, ReadOnlySpan<long> kernel)
    {
        if (attributes.GetString("auto_pad", "NOTSET") != "NOTSET") throw new NotSupportedException("The reference knows explicit pads only.");
        _image = image.ToArray();
        Kernel = kernel.ToArray();
        _strides = attributes.GetInts("strides")?.ToArray() ?? [1, 1];
        _dilations = attributes.GetInts("dilations")?.ToArray() ?? [1, 1];
        _pads = attributes.GetInts("pads")?.ToArray() ?? [0, 0, 0, 0];
        Places = [Count(0, attributes.GetInt("ceil_mode") != 0), Count(1, attributes.GetInt("ceil_mode") != 0)];
    }

    public long[] Kernel { get; }

    /// <summary>How many places the window has along each axis.</summary>
    public long[] Places { get; }

    /// <summary>The image's row (axis 0) or column (1) under an element of the window; negative or too large in the padding.</summary>
    public long At(int axis, long place, long element) => (place * _strides[axis]) - _pads[axis] + (element * _dilations[axis]);

    public bool IsInside(long row, long column) => row >= 0 && row < _image[0] && column >= 0 && column < _image[1];

    /// <summary>Whether the position is in the image or its padding; the last place of a pooling with ceil_mode may reach beyond both.</summary>
    public bool IsPadded(long row, long column) =>
        row >= -_pads[0] && row < _image[0] + _pads[2] && column >= -_pads[1] && column < _image[1] + _pads[3];

    /// <summary>The positions in the image under a place of the window, row by row.</summary>
    public IEnumerable<(long Row, long Column)> Under(long placeRow, long placeColumn)
    {
        for (var i = 0L; i < Kernel[0]; i++)
        {
            for (var j = 0L; j < Kernel[1]; j++)
            {
                yield return (At(0, placeRow, i), At(1, placeColumn, j));
            }
        }
    }

    private long Count(int axis, bool ceiling)
    {
        var room = _image[axis] + _pads[axis] + _pads[axis + 2] - ((_dilations[axis] * (Kernel[axis] - 1)) + 1);
        var places = (ceiling ? (room + _strides[axis] - 1) / _strides[axis] : room / _strides[axis]) + 1;

        // With ceil_mode the last window must still begin in the image or in the padding before it.
        return ceiling && (places - 1) * _strides[axis] >= _image[axis] + _pads[axis] ? places - 1 : places;
    }
}
