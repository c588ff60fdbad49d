namespace MLPipeline.Graphs;

/// <summary>
/// Follows whole numbers through the operators with which exporters compute with shapes. Symbols move along as they are;
/// arithmetic on them gives an unknown entry, except where it changes nothing.
/// </summary>
internal static class IntegerEvaluator
{
    /// <summary>What is known about the first result, or null.</summary>
    public static IntegerTensor? Evaluate(InferenceContext context)
    {
        var node = context.Node;
        var result = node.Outputs[0]!;
        if (result.ElementType is not (ElementType.Int64 or ElementType.Int32 or ElementType.Bool)) return null;
        if (node.Operator == "Shape") return context.Shape(0) is { } shape ? IntegerTensor.Vector([.. ShapeOfRule.Part(context, shape).Select(IntegerEntry.Of)]) : null;
        if (node.Operator == "Size") return context.Shape(0) is { } all ? new IntegerTensor([], [IntegerEntry.Of(DimensionProduct.Of(all))]) : null;
        if (result.Shape?.ElementCount is not { } count || !IntegerTensor.CanHold(count)) return null;
        long[] dimensions = [.. result.Shape.Select(length => length.Length!.Value)];
        if (node.Operator == "ConstantOfShape")
        {
            return context.Attributes.GetTensor("value") is { } fill ? IntegerTensor.From(fill)?.Pick(dimensions, Enumerable.Repeat(0L, (int)count)) : null;
        }

        if (node.Inputs.Count == 0 || node.Inputs[0]?.Contents is not { } x) return null;
        return node.Operator switch
        {
            "Identity" or "Reshape" or "Squeeze" or "Unsqueeze" or "Flatten" => x.Reshape(dimensions),
            "Cast" when result.ElementType != ElementType.Bool => x.Reshape(dimensions),
            "Transpose" => x.Pick(dimensions, Movement.Transpose(x.Dimensions, TransposeRule.Order(context, x.Dimensions.Length))),
            "Gather" when node.Input(1)?.Contents?.ToNumbers() is { } indices => Gather(context, x, indices, dimensions),
            "Slice" when SliceRule.Ranges(context, x.Dimensions.Length) is { } ranges => x.Pick(dimensions, Movement.Slice(x.Dimensions, ranges)),
            "Expand" => x.Pick(dimensions, Movement.Stretch(x.Dimensions, dimensions)),
            "Concat" when node.Inputs.All(input => input?.Contents is not null) => Concat(context, node, dimensions),
            "Where" when node.Input(1)?.Contents is { } yes && node.Input(2)?.Contents is { } no => Where(x, yes, no, dimensions),
            _ when node.Input(1)?.Contents is { } y && Arithmetic(node.Operator) is { } operation => Combine(x, y, dimensions, operation),
            _ => null,
        };
    }

    private static IntegerTensor Gather(InferenceContext context, IntegerTensor x, long[] indices, long[] dimensions)
    {
        var axis = context.Axis(context.Attributes.GetInt("axis"), x.Dimensions.Length);
        var length = x.Dimensions[axis];
        var wrong = indices.Where(index => index < -length || index >= length).ToArray();
        if (wrong.Length > 0) throw context.Fault($"index {wrong[0]} does not exist along axis {axis}, which has {length} entries.");
        return x.Pick(dimensions, Movement.Gather(x.Dimensions, axis, indices));
    }

    private static IntegerTensor Concat(InferenceContext context, Node node, long[] dimensions)
    {
        var axis = context.Axis(context.Attributes.GetInt("axis", 1), dimensions.Length);
        var parts = node.Inputs.Select(input => input!.Contents!).ToArray();
        if (dimensions.Contains(0)) return new IntegerTensor(dimensions, []);
        var outer = dimensions.Take(axis).Aggregate(1L, (product, length) => product * length);
        var entries = new List<IntegerEntry>();
        for (var i = 0; i < outer; i++)
        {
            foreach (var part in parts)
            {
                var size = part.Entries.Length / (int)outer;
                entries.AddRange(part.Entries.Slice(i * size, size));
            }
        }

        return new IntegerTensor(dimensions, [.. entries]);
    }

    private static IntegerTensor Where(IntegerTensor condition, IntegerTensor yes, IntegerTensor no, long[] dimensions)
    {
        var conditions = condition.Pick(dimensions, Movement.Stretch(condition.Dimensions, dimensions)).Entries;
        var first = yes.Pick(dimensions, Movement.Stretch(yes.Dimensions, dimensions)).Entries;
        var second = no.Pick(dimensions, Movement.Stretch(no.Dimensions, dimensions)).Entries;
        var entries = new IntegerEntry[conditions.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = conditions[i].Number switch
            {
                null => first[i] == second[i] ? first[i] : default,
                0 => second[i],
                _ => first[i],
            };
        }

        return new IntegerTensor(dimensions, entries);
    }

    private static IntegerTensor Combine(IntegerTensor x, IntegerTensor y, long[] dimensions, Func<IntegerEntry, IntegerEntry, IntegerEntry> operation)
    {
        var left = x.Pick(dimensions, Movement.Stretch(x.Dimensions, dimensions)).Entries;
        var right = y.Pick(dimensions, Movement.Stretch(y.Dimensions, dimensions)).Entries;
        var entries = new IntegerEntry[left.Length];
        for (var i = 0; i < entries.Length; i++) entries[i] = operation(left[i], right[i]);
        return new IntegerTensor(dimensions, entries);
    }

    private static Func<IntegerEntry, IntegerEntry, IntegerEntry>? Arithmetic(string op) => op switch
    {
        "Add" => (a, b) => b.Number == 0 ? a : a.Number == 0 ? b : OnNumbers(a, b, (x, y) => x + y),
        "Sub" => (a, b) => b.Number == 0 ? a : OnNumbers(a, b, (x, y) => x - y),
        "Mul" => (a, b) => b.Number == 1 ? a : a.Number == 1 ? b : OnNumbers(a, b, (x, y) => x * y),
        "Div" => (a, b) => b.Number == 1 ? a : OnNumbers(a, b, (x, y) => y == 0 ? null : x / y),
        "Min" => (a, b) => OnNumbers(a, b, (x, y) => Math.Min(x, y)),
        "Max" => (a, b) => OnNumbers(a, b, (x, y) => Math.Max(x, y)),

        // A length is never negative, so a symbol differs from -1, which is what exporters ask.
        "Equal" => (a, b) => (a.Symbol is not null && b.Number < 0) || (b.Symbol is not null && a.Number < 0)
            ? IntegerEntry.Of(0)
            : OnNumbers(a, b, (x, y) => x == y ? 1 : 0),
        _ => null,
    };

    private static IntegerEntry OnNumbers(IntegerEntry a, IntegerEntry b, Func<long, long, long?> operation) =>
        a.Number is { } x && b.Number is { } y ? new IntegerEntry(operation(x, y), null) : default;
}
