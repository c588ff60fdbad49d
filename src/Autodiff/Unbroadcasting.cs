using MLPipeline.Graphs;

namespace MLPipeline.Autodiff;

/// <summary>
/// The other direction of broadcasting: an element that was stretched over many places collects the gradients of all of them.
/// </summary>
internal static class Unbroadcasting
{
    /// <summary>The gradient, summed to the shape of the value it belongs to; itself when nothing was stretched.</summary>
    /// <remarks>
    /// A length that is not known is taken to be the gradient's, too: only a length that is known to be 1 was stretched.
    /// </remarks>
    /// <exception cref="GraphFormatException">Not even the number of dimensions is known.</exception>
    public static Value Sum(GraphBuilder builder, Value gradient, Value value, string name)
    {
        if (value.Shape is not { } shape || gradient.Shape is not { } given)
        {
            throw new GraphFormatException($"The shape of '{value.Name}' or of its gradient is not known, so neither is what the gradient has to be summed over.");
        }

        if (shape.Equals(given)) return gradient;
        var added = given.Count - shape.Count;
        long[] leading = [.. Enumerable.Range(0, added).Select(axis => (long)axis)];
        if (leading.Length > 0) gradient = builder.Sum(gradient, leading, keepDimensions: false, name);
        var wasStretched = Enumerable.Range(0, shape.Count).Where(axis => shape[axis].Length == 1 && given[axis + added].Length != 1);
        long[] stretched = [.. wasStretched.Select(axis => (long)axis)];
        return stretched.Length > 0 ? builder.Sum(gradient, stretched, keepDimensions: true, name) : gradient;
    }
}
