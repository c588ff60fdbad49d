using System.Runtime.InteropServices;

namespace MLPipeline.Graphs;

/// <summary>Keeps weights as 16-bit floats, which a Cast in front of their use makes 32 bits wide again: half the file, and the same arithmetic.</summary>
/// <remarks>
/// Requires nothing. Ensures that every constant of at least <see cref="SmallestCount"/> 32-bit floats is a constant of 16-bit ones behind a
/// Cast, unless a number of it is beyond their reach (65,504). A runtime computes the Cast once, when it loads the file. Each weight keeps 11
/// significant bits; below 6e-5 it keeps an absolute error of 3e-8.
/// </remarks>
public sealed class HalfPrecisionWeights : GraphPass
{
    /// <summary>Smaller constants (biases of few channels, scalars) stay as they are: they decide no file's size.</summary>
    public const int SmallestCount = 256;

    private const int Float32InOnnx = 1;

    private protected override Value? Rewrite(Rewriting rewriting, Node node)
    {
        foreach (var input in node.Inputs)
        {
            if (input?.Constant is not { ElementType: ElementType.Float32, Count: >= SmallestCount } constant || rewriting.IsMapped(input)) continue;
            Half[] halves = [.. constant.ToFloats().Select(number => (Half)number)];
            if (halves.Any(half => !Half.IsFinite(half))) continue;
            var data = new TensorData(ElementType.Float16, [.. constant.Dimensions], MemoryMarshal.AsBytes<Half>(halves).ToArray());
            var weights = rewriting.Builder.Constant(input.Name, data);
            rewriting.Map(input, rewriting.Builder.Add("Cast", [weights], AttributeMap.Empty.With("to", Float32InOnnx), input.Name + "_float"));
        }

        return null;
    }
}
