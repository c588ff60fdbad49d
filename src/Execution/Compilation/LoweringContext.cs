using MLPipeline.Graphs;
using MLPipeline.Kernels;
using MLPipeline.Kernels.Memory;

namespace MLPipeline.Execution.Compilation;

/// <summary>What the lowering of a graph has gathered so far: tensors for values, operations in order.</summary>
internal sealed class LoweringContext(Graph graph, int batch, KernelSet kernels, ParameterRegistry parameters, Workspace workspace, ExecutionOptions options)
{
    private readonly Dictionary<Value, TensorSlot> _slots = [];
    private readonly Dictionary<TensorSlot, List<Value>> _values = [];
    private readonly Dictionary<TensorSlot, Operation> _writers = [];

    public Graph Graph => graph;

    public int Batch => batch;

    public KernelSet Kernels => kernels;

    public ParameterRegistry Parameters => parameters;

    public Workspace Workspace => workspace;

    public ExecutionOptions Options => options;

    public List<Operation> Operations { get; } = [];

    /// <summary>The parameter whose gradient a value is.</summary>
    public Dictionary<Value, string> ParameterGradients { get; } = [];

    /// <summary>Targets, probabilities and the latest loss.</summary>
    public LossPlace Loss { get; } = new();

    /// <summary>What dropout masks are drawn from.</summary>
    public StepSeed Seed { get; } = new();

    /// <summary>The tensor of a value that was computed or put in.</summary>
    public TensorSlot this[Value value] => _slots.TryGetValue(value, out var slot)
        ? slot
        : throw new GraphFormatException($"'{value.Name}' of network '{graph.Name}' is used where training needs a computed tensor, but it is a constant.");

    public bool Has(Value value) => _slots.ContainsKey(value);

    public void Set(Value value, TensorSlot slot)
    {
        _slots.Add(value, slot);
        if (!_values.TryGetValue(slot, out var values)) _values.Add(slot, values = []);
        values.Add(value);
    }

    /// <summary>A new tensor for a node's result: where gradients are gathered when it is a parameter's, else in the planned memory.</summary>
    public TensorSlot Define(Value value)
    {
        var slot = ParameterGradients.TryGetValue(value, out var parameter) ? parameters.Gradient(parameter)
            : value.Shape is { Count: 2 or 4 } ? TensorSlot.Planned(value.Name, LayoutOf(value))
            : TensorSlot.Planned(value.Name, value.Shape?.ElementCount ?? throw Unknown(value));
        Set(value, slot);
        return slot;
    }

    /// <summary>The value lies where another one lies.</summary>
    public void Alias(Value value, TensorSlot slot) => Set(value, slot);

    public Operation Add(Operation operation)
    {
        Operations.Add(operation);
        foreach (var slot in operation.Writes) _writers[slot] = operation;
        return operation;
    }

    /// <summary>The operation that wrote a tensor last; null for inputs and parameters.</summary>
    public Operation? WriterOf(TensorSlot slot) => _writers.GetValueOrDefault(slot);

    /// <summary>Whether one node, and no output, uses the value, also by the names that it has in other shapes: then its tensor may be changed for that node.</summary>
    public bool HasOneUse(Value value) => _values[this[value]].All(each => graph.ConsumersOf(each).Count == 1 && !graph.Outputs.Contains(each));

    /// <summary>The layout of a value <c>[N, C, H, W]</c> or <c>[N, F]</c>.</summary>
    public TensorLayout LayoutOf(Value value)
    {
        if (value.Shape is not { Count: 2 or 4 } shape || !shape.Skip(1).All(length => length.IsKnown)) throw Unknown(value);
        return new TensorLayout(
            (int)(shape[0].Length ?? batch),
            (int)shape[1].Length!.Value,
            shape.Count == 4 ? (int)shape[2].Length!.Value : 1,
            shape.Count == 4 ? (int)shape[3].Length!.Value : 1);
    }

    public GraphFormatException Unknown(Value value) => new(
        $"'{value.Name}' of network '{graph.Name}' has the shape {value.Shape?.ToString() ?? "unknown"}; training needs [batch, C, H, W] or [batch, F] with known lengths. "
        + "Fix the input size when the network is exported.");
}
