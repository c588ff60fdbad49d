using static MLPipeline.Reference.ReferenceEvaluator;

namespace MLPipeline.Reference;

/// <summary>Products of matrices.</summary>
internal static class MatrixOperators
{
    public static IEnumerable<KeyValuePair<(string Domain, string Operator), ReferenceOperator>> All { get; } =
    [
        Standard("Gemm", call =>
        {
            var a = call.Attributes.GetInt("transA") != 0 ? Transpose(call[0]) : call[0];
            var b = call.Attributes.GetInt("transB") != 0 ? Transpose(call[1]) : call[1];
            var product = Multiply(a, b).Map(each => call.Attributes.GetFloat("alpha", 1) * each);
            return call.Optional(2) is { } c ? ReferenceTensor.Combine(product, c, (left, right) => left + (call.Attributes.GetFloat("beta", 1) * right)) : product;
        }),
        Standard("MatMul", call => Multiply(call[0], call[1])),
    ];

    private static ReferenceTensor Transpose(ReferenceTensor matrix) =>
        matrix.Pick([matrix.Dimensions[1], matrix.Dimensions[0]], position => [position[1], position[0]]);

    /// <summary>Matrices in the last two dimensions; the others are stretched to each other.</summary>
    private static ReferenceTensor Multiply(ReferenceTensor a, ReferenceTensor b)
    {
        var outer = ReferenceTensor.CommonShape(a.Dimensions[..^2], b.Dimensions[..^2]);
        var (rows, inner, columns) = (a.Dimensions[^2], a.Dimensions[^1], b.Dimensions[^1]);
        if (b.Dimensions[^2] != inner) throw new ArgumentException($"{inner} columns meet {b.Dimensions[^2]} rows.");
        var left = a.Stretch([.. outer, rows, inner]).Elements;
        var right = b.Stretch([.. outer, inner, columns]).Elements;
        var y = ReferenceTensor.Zeros([.. outer, rows, columns]);
        for (var i = 0L; i < y.Count; i++)
        {
            var (matrix, row, column) = (i / (rows * columns), i / columns % rows, i % columns);
            for (var k = 0L; k < inner; k++) y.Elements[i] += left[(((matrix * rows) + row) * inner) + k] * right[(((matrix * inner) + k) * columns) + column];
        }

        return y;
    }
}
