using MLPipeline.Graphs;

namespace MLPipeline.Autodiff;

/// <summary>Y = the sum of X over axes.</summary>
internal sealed class ReduceSumGradient : GradientRule
{
    public override IReadOnlyList<string> Operators { get; } = ["ReduceSum"];

    // dX = dY, stretched over the axes
    public override void Differentiate(GradientContext at) => at.Give(0, () => Reduction.Of(at).Stretch(at.OutputGradient));
}

/// <summary>Y = the mean of X over axes.</summary>
internal sealed class ReduceMeanGradient : GradientRule
{
    public override IReadOnlyList<string> Operators { get; } = ["ReduceMean"];

    // dX = dY / n, stretched over the axes
    public override void Differentiate(GradientContext at) => at.Give(0, () =>
    {
        var reduction = Reduction.Of(at);
        var share = at.Constant("share", TensorData.FromFloats([1f / reduction.Count()]));
        return reduction.Stretch(at.Add("Mul", [at.OutputGradient, share]));
    });
}

/// <summary>Which axes a node reduces, and the way back.</summary>
internal sealed class Reduction
{
    private readonly GradientContext _at;
    private readonly Value _input;
    private readonly TensorShape _shape;
    private readonly SortedSet<int> _axes;

    private Reduction(GradientContext at, Value input, TensorShape shape, SortedSet<int> axes)
    {
        _at = at;
        _input = input;
        _shape = shape;
        _axes = axes;
    }

    public static Reduction Of(GradientContext at)
    {
        var input = at.Input(0);
        var rank = at.RankOf(input);
        var named = at.Numbers("axes", 1) ?? [];
        IEnumerable<int> axes = named.Length > 0 ? named.Select(axis => GradientContext.Axis(axis, rank))
            : at.Attributes.GetInt("noop_with_empty_axes") != 0 ? []
            : Enumerable.Range(0, rank);
        return new Reduction(at, input, input.Shape!, [.. axes]);
    }

    /// <summary>How many elements of the input each element of the result is made of.</summary>
    public long Count() => _axes.Aggregate(1L, (product, axis) => product * _at.LengthOf(_input, axis));

    /// <summary>A gradient of the result's shape, stretched to the input's.</summary>
    public Value Stretch(Value gradient)
    {
        if (_axes.Count == 0) return gradient;
        if (_at.Attributes.GetInt("keepdims", 1) == 0)
        {
            gradient = _at.Add("Unsqueeze", [gradient, _at.Integers("axes", [.. _axes.Select(axis => (long)axis)])]);
        }

        // Expand leaves an axis as it is where its target says 1; only a reduced axis has to be named.
        var target = _axes.All(axis => _shape[axis].IsKnown)
            ? _at.Integers("shape", [.. _shape.Select((length, axis) => _axes.Contains(axis) ? length.Length!.Value : 1)])
            : _at.Add("Shape", [_input]);
        return _at.Add("Expand", [gradient, target]);
    }
}
