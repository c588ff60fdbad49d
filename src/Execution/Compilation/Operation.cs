using MLPipeline.Kernels.Threading;

namespace MLPipeline.Execution.Compilation;

/// <summary>One step of a compiled network: a kernel with its tensors.</summary>
internal sealed class Operation(string name, IReadOnlyList<TensorSlot> reads, IReadOnlyList<TensorSlot> writes)
{
    /// <summary>The operator and the result's name.</summary>
    public string Name => name;

    public List<TensorSlot> Reads { get; } = [.. reads];

    public List<TensorSlot> Writes { get; } = [.. writes];

    /// <summary>Results that may lie where an operand lies, when nobody needs the operand afterwards.</summary>
    public List<(TensorSlot Result, TensorSlot Operand)> InPlace { get; } = [];

    /// <summary>Hands the tensors' addresses to the kernel.</summary>
    public required Action Bind { get; init; }

    /// <summary>Set for a convolution.</summary>
    public ConvolutionOperation? Convolution { get; init; }

    /// <summary>Computes.</summary>
    public required Action<WorkTeam> Run { get; init; }
}
