using MLPipeline.Graphs;
using static MLPipeline.Reference.ReferenceEvaluator;

namespace MLPipeline.Reference;

/// <summary>Conv and its gradients: three uses of one list of products, y += w * x.</summary>
internal static class ConvolutionOperators
{
    public static IEnumerable<KeyValuePair<(string Domain, string Operator), ReferenceOperator>> All { get; } =
    [
        Standard("Conv", Forward),
        Training(TrainingOperators.ConvInputGradient, InputGradient),
        Training(TrainingOperators.ConvWeightGradient, WeightGradient),
    ];

    private static ReferenceTensor Forward(ReferenceCall call)
    {
        var (x, w) = (call[0], call[1]);
        var places = new SlidingPlaces(call.Attributes, x.Dimensions.AsSpan(2), w.Dimensions.AsSpan(2));
        var y = ReferenceTensor.Zeros(x.Dimensions[0], w.Dimensions[0], places.Places[0], places.Places[1]);
        if (call.Optional(2) is { } bias) y = bias.Reshape(bias.Count, 1, 1).Stretch(y.Dimensions);
        VisitProducts(call.Attributes, x.Dimensions, w.Dimensions, (ix, iw, iy) => y.Elements[iy] += w.Elements[iw] * x.Elements[ix]);
        return y;
    }

    private static ReferenceTensor InputGradient(ReferenceCall call)
    {
        var (dy, w) = (call[0], call[1]);
        var image = call.Attributes.GetInts("input_shape")!;
        var dx = ReferenceTensor.Zeros(dy.Dimensions[0], w.Dimensions[1] * call.Attributes.GetInt("group", 1), image[0], image[1]);
        VisitProducts(call.Attributes, dx.Dimensions, w.Dimensions, (ix, iw, iy) => dx.Elements[ix] += w.Elements[iw] * dy.Elements[iy]);
        return dx;
    }

    private static ReferenceTensor WeightGradient(ReferenceCall call)
    {
        var (x, dy) = (call[0], call[1]);
        var kernel = call.Attributes.GetInts("kernel_shape")!;
        var dw = ReferenceTensor.Zeros(dy.Dimensions[1], x.Dimensions[1] / call.Attributes.GetInt("group", 1), kernel[0], kernel[1]);
        VisitProducts(call.Attributes, x.Dimensions, dw.Dimensions, (ix, iw, iy) => dw.Elements[iw] += dy.Elements[iy] * x.Elements[ix]);
        return dw;
    }

    /// <summary>Calls with the indices of x, w and y of each product that a convolution is made of.</summary>
    private static void VisitProducts(AttributeMap attributes, long[] x, long[] w, Action<long, long, long> visit)
    {
        var places = new SlidingPlaces(attributes, x.AsSpan(2), w.AsSpan(2));
        var (rows, columns) = (places.Places[0], places.Places[1]);
        var (filters, channels) = (w[0], w[1]);
        var filtersPerGroup = filters / attributes.GetInt("group", 1);
        for (var n = 0L; n < x[0]; n++)
        {
            for (var m = 0L; m < filters; m++)
            {
                for (var place = 0L; place < rows * columns; place++)
                {
                    var y = (((n * filters) + m) * rows * columns) + place;
                    for (var c = 0L; c < channels; c++)
                    {
                        var plane = ((n * x[1]) + (m / filtersPerGroup * channels) + c) * x[2] * x[3];
                        var weight = ((m * channels) + c) * w[2] * w[3];
                        foreach (var (row, column) in places.Under(place / columns, place % columns))
                        {
                            if (places.IsInside(row, column)) visit(plane + (row * x[3]) + column, weight, y);
                            weight++;
                        }
                    }
                }
            }
        }
    }
}
