using MLPipeline.Execution.Compilation;
using MLPipeline.Graphs;

namespace MLPipeline.Execution.Lowering;

/// <summary>How the nodes of some operators become operations on kernels.</summary>
internal interface ILowering
{
    /// <summary>The operators, of the standard and of <see cref="TrainingOperators"/>.</summary>
    IReadOnlyList<string> Operators { get; }

    /// <summary>Adds the operations that compute the node's results.</summary>
    void Lower(LoweringContext context, Node node);
}
