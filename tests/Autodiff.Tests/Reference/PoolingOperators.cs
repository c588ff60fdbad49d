using MLPipeline.Graphs;
using static MLPipeline.Reference.ReferenceEvaluator;

namespace MLPipeline.Reference;

/// <summary>Poolings over windows and whole images, and their gradients.</summary>
internal static class PoolingOperators
{
    public static IEnumerable<KeyValuePair<(string Domain, string Operator), ReferenceOperator>> All { get; } =
    [
        Standard("MaxPool", call =>
        {
            var (x, places) = (call[0], PlacesOver(call, call[0].Dimensions));
            var y = Result(x.Dimensions, places);
            VisitWindows(x.Dimensions, places, (iy, window) => y.Elements[iy] = x.Elements[FirstLargest(x, window)]);
            return y;
        }),
        Training(TrainingOperators.MaxPoolGradient, call =>
        {
            var (dy, x) = (call[0], call[1]);
            var dx = ReferenceTensor.Zeros(x.Dimensions);
            VisitWindows(x.Dimensions, PlacesOver(call, x.Dimensions), (iy, window) => dx.Elements[FirstLargest(x, window)] += dy.Elements[iy]);
            return dx;
        }),
        Standard("AveragePool", call =>
        {
            var (x, places) = (call[0], PlacesOver(call, call[0].Dimensions));
            var y = Result(x.Dimensions, places);
            VisitWindows(x.Dimensions, places, (iy, window) => y.Elements[iy] = window.Inside.Sum(ix => x.Elements[ix]) / Divisor(call, window));
            return y;
        }),
        Training(TrainingOperators.AveragePoolGradient, call =>
        {
            var dy = call[0];
            var dx = ReferenceTensor.Zeros([.. dy.Dimensions[..2], .. call.Attributes.GetInts("input_shape")!]);
            VisitWindows(dx.Dimensions, PlacesOver(call, dx.Dimensions), (iy, window) =>
            {
                foreach (var ix in window.Inside) dx.Elements[ix] += dy.Elements[iy] / Divisor(call, window);
            });
            return dx;
        }),
        Standard("GlobalAveragePool", call =>
        {
            var x = call[0];
            var area = x.Dimensions[2] * x.Dimensions[3];
            var means = x.Elements.Chunk((int)area).Select(plane => plane.Sum() / area);
            return new ReferenceTensor([x.Dimensions[0], x.Dimensions[1], 1, 1], [.. means]);
        }),
        Training(TrainingOperators.GlobalAveragePoolGradient, call =>
        {
            var image = call.Attributes.GetInts("input_shape")!;
            return call[0].Stretch([.. call[0].Dimensions[..2], .. image]).Map(dy => dy / (image[0] * image[1]));
        }),
    ];

    /// <summary>One place of a window: the elements of x under it, and how many of all under it are image or padding.</summary>
    private readonly record struct Window(IReadOnlyList<long> Inside, int Padded);

    private static SlidingPlaces PlacesOver(ReferenceCall call, long[] x) =>
        new(call.Attributes, x.AsSpan(2), [.. call.Attributes.GetInts("kernel_shape")!]);

    private static ReferenceTensor Result(long[] x, SlidingPlaces places) => ReferenceTensor.Zeros(x[0], x[1], places.Places[0], places.Places[1]);

    private static void VisitWindows(long[] x, SlidingPlaces places, Action<long, Window> visit)
    {
        var (rows, columns) = (places.Places[0], places.Places[1]);
        for (var y = 0L; y < x[0] * x[1] * rows * columns; y++)
        {
            var (plane, place) = (y / (rows * columns), y % (rows * columns));
            var under = places.Under(place / columns, place % columns).ToArray();
            var inside = under.Where(at => places.IsInside(at.Row, at.Column)).Select(at => (plane * x[2] * x[3]) + (at.Row * x[3]) + at.Column);
            visit(y, new Window([.. inside], under.Count(at => places.IsPadded(at.Row, at.Column))));
        }
    }

    // MaxBy keeps the first of equals, and the window is listed row by row.
    private static long FirstLargest(ReferenceTensor x, Window window) => window.Inside.MaxBy(ix => x.Elements[ix]);

    private static int Divisor(ReferenceCall call, Window window) => call.Attributes.GetInt("count_include_pad") != 0 ? window.Padded : window.Inside.Count;
}
