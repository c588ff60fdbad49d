using MLPipeline.Graphs;

namespace MLPipeline.Autodiff.Tests;

/// <summary>One use of an operator whose gradients are checked.</summary>
/// <param name="Operator">The operator, as the table of rules knows it.</param>
/// <param name="What">What is special about this use.</param>
/// <param name="Write">Applies the operator.</param>
/// <param name="Operands">What it is applied to.</param>
internal sealed record GradientCase(string Operator, string What, Func<GraphBuilder, Value[], Value> Write, params Operand[] Operands)
{
    public int Opset { get; init; } = 17;

    /// <summary>An operator of the standard, applied to all operands in order.</summary>
    public static GradientCase Of(string op, string what, AttributeMap attributes, params Operand[] operands) =>
        new(op, what, (builder, x) => builder.Add(op, x, attributes), operands);

    /// <summary>An operator whose further inputs are whole numbers.</summary>
    public static GradientCase Of(string op, string what, long[][] numbers, Operand operand, AttributeMap? attributes = null) =>
        new(op, what, (builder, x) => builder.Add(op, [x[0], .. numbers.Select(each => builder.Constant("numbers", TensorData.FromInt64s(each, each.Length)))], attributes), operand);

    public override string ToString() => $"{Operator}: {What}";
}
