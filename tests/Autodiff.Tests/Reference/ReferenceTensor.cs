using MLPipeline.Graphs;

namespace MLPipeline.Reference;

/// <summary>A tensor in double precision, row-major. Whole numbers are doubles, too; shapes and axes are small enough for that.</summary>
public sealed class ReferenceTensor
{
    public ReferenceTensor(IEnumerable<long> dimensions, double[] elements)
    {
        Dimensions = [.. dimensions];
        Elements = elements;
        if (elements.LongLength != CountOf(Dimensions)) throw new ArgumentException($"[{string.Join(", ", Dimensions)}] does not hold {elements.Length} elements.");
    }

    public long[] Dimensions { get; }

    public double[] Elements { get; }

    public int Count => Elements.Length;

    public int Rank => Dimensions.Length;

    public static ReferenceTensor Scalar(double value) => new([], [value]);

    public static ReferenceTensor Zeros(params long[] dimensions) => new(dimensions, new double[CountOf(dimensions)]);

    public static ReferenceTensor From(TensorData data) => new(
        data.Dimensions,
        data.ElementType is ElementType.Float32 ? Array.ConvertAll(data.ToFloats(), each => (double)each) : Array.ConvertAll(data.ToInt64s(), each => (double)each));

    public static long CountOf(IEnumerable<long> dimensions) => dimensions.Aggregate(1L, (product, length) => product * length);

    public ReferenceTensor Reshape(params long[] dimensions) => new(dimensions, Elements);

    public ReferenceTensor Map(Func<double, double> function) => new(Dimensions, Array.ConvertAll(Elements, each => function(each)));

    public long[] ToIntegers() => Array.ConvertAll(Elements, each => (long)each);

    /// <summary>An axis counted from the front.</summary>
    public int Axis(long axis) => (int)(axis < 0 ? axis + Rank : axis);

    /// <summary>The tensor that has at each position the element that this one has at the position that <paramref name="source"/> tells; 0 where it tells null.</summary>
    public ReferenceTensor Pick(long[] dimensions, Func<long[], long[]?> source)
    {
        var result = Zeros(dimensions);
        var position = new long[dimensions.Length];
        for (var i = 0; i < result.Count; i++)
        {
            if (source(position) is { } from) result.Elements[i] = Elements[IndexOf(from)];
            Advance(position, dimensions);
        }

        return result;
    }

    /// <summary>Stretched to a shape, as numpy broadcasts.</summary>
    public ReferenceTensor Stretch(long[] dimensions) =>
        Pick(dimensions, position => [.. Dimensions.Select((length, axis) => length == 1 ? 0 : position[axis + dimensions.Length - Rank])]);

    /// <summary>Two tensors, stretched to their common shape, element by element.</summary>
    public static ReferenceTensor Combine(ReferenceTensor left, ReferenceTensor right, Func<double, double, double> function)
    {
        var common = CommonShape(left.Dimensions, right.Dimensions);
        return new ReferenceTensor(common, [.. left.Stretch(common).Elements.Zip(right.Stretch(common).Elements, function)]);
    }

    public static long[] CommonShape(long[] left, long[] right)
    {
        var rank = Math.Max(left.Length, right.Length);
        return [.. Enumerable.Range(0, rank).Select(axis =>
        {
            var (a, b) = (LengthAt(left, axis - rank + left.Length), LengthAt(right, axis - rank + right.Length));
            return a == b || b == 1 ? a : a == 1 ? b : throw new ArgumentException($"Lengths {a} and {b} cannot be stretched to each other.");
        })];
    }

    public long IndexOf(long[] position)
    {
        var index = 0L;
        for (var axis = 0; axis < Rank; axis++) index = (index * Dimensions[axis]) + position[axis];
        return index;
    }

    /// <summary>Moves a position to the next one in row-major order; the last one comes before the first.</summary>
    public static void Advance(long[] position, long[] dimensions)
    {
        for (var axis = dimensions.Length - 1; axis >= 0; axis--)
        {
            if (++position[axis] < dimensions[axis]) return;
            position[axis] = 0;
        }
    }

    private static long LengthAt(long[] dimensions, int axis) => axis < 0 ? 1 : dimensions[axis];
}
