using static MLPipeline.Reference.ReferenceEvaluator;

namespace MLPipeline.Reference;

/// <summary>Operators that move, repeat or leave out elements, and those that tell shapes.</summary>
internal static class LayoutOperators
{
    public static IEnumerable<KeyValuePair<(string Domain, string Operator), ReferenceOperator>> All { get; } =
    [
        Standard("Shape", call => new ReferenceTensor([call[0].Rank], Array.ConvertAll(call[0].Dimensions, length => (double)length))),
        Standard("ConstantOfShape", call => ReferenceTensor.Zeros(call[0].ToIntegers())
            .Map(_ => call.Attributes.GetTensor("value") is { } fill ? ReferenceTensor.From(fill).Elements[0] : 0)),
        Standard("Flatten", call =>
        {
            var axis = (int)call.Attributes.GetInt("axis", 1);
            var rows = ReferenceTensor.CountOf(call[0].Dimensions[..(axis < 0 ? axis + call[0].Rank : axis)]);
            return call[0].Reshape(rows, call[0].Count / rows);
        }),
        Standard("Reshape", Reshape),
        Standard("Squeeze", call =>
        {
            var axes = call.Integers("axes", 1)?.Select(call[0].Axis).ToArray();
            return call[0].Reshape([.. call[0].Dimensions.Where((length, axis) => axes is null ? length != 1 : !axes.Contains(axis))]);
        }),
        Standard("Unsqueeze", call =>
        {
            var rank = call[0].Rank + call[1].Count;
            var axes = call[1].ToIntegers().Select(axis => (int)(axis < 0 ? axis + rank : axis)).ToHashSet();
            var rest = new Queue<long>(call[0].Dimensions);
            return call[0].Reshape([.. Enumerable.Range(0, rank).Select(axis => axes.Contains(axis) ? 1 : rest.Dequeue())]);
        }),
        Standard("Expand", call => call[0].Stretch(ReferenceTensor.CommonShape(call[0].Dimensions, call[1].ToIntegers()))),
        Standard("Transpose", call =>
        {
            var order = call.Attributes.GetInts("perm") ?? [.. Enumerable.Range(0, call[0].Rank).Reverse().Select(axis => (long)axis)];
            var source = new long[order.Count];
            return call[0].Pick([.. order.Select(axis => call[0].Dimensions[axis])], position =>
            {
                for (var axis = 0; axis < source.Length; axis++) source[order[axis]] = position[axis];
                return source;
            });
        }),
        Standard("Concat", Concat),
        Standard("Slice", Slice),
        Standard("Pad", Pad),
        Standard("Gather", Gather),
    ];

    private static ReferenceTensor Reshape(ReferenceCall call)
    {
        var target = call[1].ToIntegers();
        for (var axis = 0; axis < target.Length; axis++)
        {
            if (target[axis] == 0) target[axis] = call[0].Dimensions[axis];
        }

        var open = Array.IndexOf(target, -1);
        if (open >= 0) target[open] = call[0].Count / -ReferenceTensor.CountOf(target);
        return call[0].Reshape(target);
    }

    private static ReferenceTensor Concat(ReferenceCall call)
    {
        var axis = call[0].Axis(call.Attributes.GetInt("axis"));
        var dimensions = (long[])call[0].Dimensions.Clone();
        dimensions[axis] = call.Inputs.Sum(input => input!.Dimensions[axis]);
        var outer = ReferenceTensor.CountOf(dimensions[..axis]);
        var elements = new List<double>();
        for (var i = 0; i < outer; i++)
        {
            foreach (var input in call.Inputs)
            {
                var size = (int)(input!.Count / outer);
                elements.AddRange(input.Elements.AsSpan(i * size, size));
            }
        }

        return new ReferenceTensor(dimensions, [.. elements]);
    }

    private static ReferenceTensor Slice(ReferenceCall call)
    {
        var x = call[0];
        var (starts, ends) = (call[1].ToIntegers(), call[2].ToIntegers());
        var axes = call.Optional(3)?.ToIntegers() ?? [.. Enumerable.Range(0, starts.Length).Select(axis => (long)axis)];
        var steps = Enumerable.Repeat(1L, x.Rank).ToArray();
        if (call.Optional(4)?.Elements.Any(step => step < 1) == true) throw new NotSupportedException("The reference slices forwards only.");
        var (offsets, dimensions) = (new long[x.Rank], (long[])x.Dimensions.Clone());
        for (var i = 0; i < axes.Length; i++)
        {
            var axis = x.Axis(axes[i]);
            offsets[axis] = Position(starts[i], x.Dimensions[axis]);
            steps[axis] = (long?)call.Optional(4)?.Elements[i] ?? 1;
            dimensions[axis] = (Math.Max(0, Position(ends[i], x.Dimensions[axis]) - offsets[axis]) + steps[axis] - 1) / steps[axis];
        }

        return x.Pick(dimensions, position => [.. position.Select((at, axis) => (at * steps[axis]) + offsets[axis])]);
    }

    private static long Position(long position, long length) => Math.Clamp(position < 0 ? position + length : position, 0, length);

    private static ReferenceTensor Pad(ReferenceCall call)
    {
        var x = call[0];
        var pads = call.Integers("pads", 1)!;
        var axes = call.Optional(3)?.ToIntegers() ?? [.. Enumerable.Range(0, x.Rank).Select(axis => (long)axis)];
        var (before, dimensions) = (new long[x.Rank], (long[])x.Dimensions.Clone());
        for (var i = 0; i < axes.Length; i++)
        {
            before[x.Axis(axes[i])] = pads[i];
            dimensions[x.Axis(axes[i])] += pads[i] + pads[i + axes.Length];
        }

        var fill = call.Optional(2)?.Elements[0] ?? 0;
        var picked = x.Map(each => each - fill).Pick(dimensions, position =>
        {
            long[] source = [.. position.Select((at, axis) => at - before[axis])];
            return source.Zip(x.Dimensions).All(pair => pair.First >= 0 && pair.First < pair.Second) ? source : null;
        });
        return picked.Map(each => each + fill);
    }

    private static ReferenceTensor Gather(ReferenceCall call)
    {
        var (x, indices) = (call[0], call[1]);
        var axis = x.Axis(call.Attributes.GetInt("axis"));
        return x.Pick([.. x.Dimensions[..axis], .. indices.Dimensions, .. x.Dimensions[(axis + 1)..]], position =>
        {
            var index = (long)indices.Elements[indices.IndexOf(position[axis..(axis + indices.Rank)])];
            return [.. position[..axis], index < 0 ? index + x.Dimensions[axis] : index, .. position[(axis + indices.Rank)..]];
        });
    }
}
