using MLPipeline.Graphs;

namespace MLPipeline.Autodiff;

/// <summary>
/// Turns an inference network into what it computes while it learns. Thread-safe; the same arguments give the same graph.
/// </summary>
/// <remarks>
/// A BatchNormalization uses the batch's statistics when its scale or bias is trained; to freeze one, leave both out of the trainable
/// parameters. A Relu behind it, or an Add and a Relu, become part of its node where nothing else needs the values between. A
/// Softmax at the end is left out, since the loss contains it.
/// </remarks>
public static class TrainingGraphBuilder
{
    /// <summary>The training forward graph of a network.</summary>
    /// <param name="network">
    /// A classifier whose parameters are its constants, with one output <c>[batch, K]</c>: logits, or their Softmax. Of a network that
    /// computes with shapes, run <see cref="ConstantFolding"/> first.
    /// </param>
    /// <param name="trainable">Names of the constants to train, in any order.</param>
    /// <param name="classCount">K, the number of classes.</param>
    /// <param name="options">By default, dropout drops.</param>
    /// <exception cref="GraphFormatException">The network cannot be trained like this; the message lists every reason.</exception>
    public static ForwardGraph Build(Graph network, IEnumerable<string> trainable, int classCount, TrainingGraphOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(trainable);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classCount);
        string[] names = [.. trainable.Distinct(StringComparer.Ordinal)];
        NetworkCheck.Require(network, names, classCount);
        var parameters = names.Select(name => network.FindValue(name)!).ToHashSet();
        return new ForwardRewriting(network, parameters, options ?? new TrainingGraphOptions()).Run();
    }
}
