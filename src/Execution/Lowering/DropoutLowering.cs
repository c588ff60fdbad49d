using MLPipeline.Execution.Compilation;
using MLPipeline.Graphs;
using MLPipeline.Kernels.Elementwise;

namespace MLPipeline.Execution.Lowering;

/// <summary>Dropout while training.</summary>
internal sealed unsafe class DropoutLowering : ILowering
{
    public IReadOnlyList<string> Operators { get; } = [TrainingOperators.DropoutTraining];

    public void Lower(LoweringContext context, Node node)
    {
        var x = context[node.Inputs[0]!];
        var y = context.Define(node.Outputs[0]!);
        var mask = node.Outputs.Count > 1 && node.Outputs[1] is { } given ? context.Define(given) : TensorSlot.Planned(node.Name + ".mask", x.Layout!.Value);
        var index = (ulong)node.Attributes.GetInt("index");
        var seed = context.Seed;
        var kernel = new DropoutKernel(x.Length, node.Attributes.GetFloat("ratio", 0.5f));
        context.Add(new Operation($"Dropout {node.Name}", [x], [y, mask])
        {
            Bind = () =>
            {
                kernel.Source = x.Start;
                kernel.Target = y.Start;
                kernel.Mask = mask.Start;
            },
            Run = team =>
            {
                kernel.Seed = seed.Value + ((index + 1) * 0xD1342543DE82EF95);
                team.Run(kernel);
            },
        }).InPlace.Add((y, x));
    }
}
