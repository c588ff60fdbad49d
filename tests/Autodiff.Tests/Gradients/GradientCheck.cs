using MLPipeline.Graphs;
using MLPipeline.Reference;

namespace MLPipeline.Autodiff.Tests;

/// <summary>
/// The contract of every rule. For a function y(x) with Jacobian J and random u, v: ⟨v, J u⟩ by a central difference of ⟨v, y⟩ along
/// u equals ⟨Jᵀ v, u⟩ with Jᵀ v from our graph. Everything in double precision.
/// </summary>
internal static class GradientCheck
{
    /// <summary>
    /// The step h. A central difference errs by h² f''' / 6, about 1e-10 for the functions here, and by the rounding of f,
    /// 1e-16 / h = 1e-11 of it. The steps themselves are at most h in each element: far below the distance to any kink.
    /// </summary>
    public const double Step = 1e-5;

    /// <summary>A thousand times those errors, and ten thousand times less than the smallest wrong term that the cases could hide.</summary>
    public const double Tolerance = 1e-7;

    private const int Seeds = 3;

    public static void Run(GradientCase what)
    {
        var (function, graph, parameters) = Build(what);
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var random = new Random(seed);
            Compare(graph, DrawAll(what, function, random), parameters, random, $"{what}, seed {seed}");
        }
    }

    /// <summary>Compares the gradients of a graph's first output by its parameters, one parameter after another.</summary>
    /// <param name="graph">Made by <see cref="Differentiator"/>.</param>
    /// <param name="given">Inputs, and constants to be replaced.</param>
    /// <param name="parameters">Names among the inputs and constants.</param>
    /// <param name="random">For the directions.</param>
    /// <param name="place">For messages.</param>
    public static void Compare(Graph graph, Dictionary<string, ReferenceTensor> given, IEnumerable<string> parameters, Random random, string place)
    {
        var values = ReferenceEvaluator.Run(graph, given);
        var forward = Forward(graph);
        foreach (var name in parameters)
        {
            var (x, gradient) = (values[name], values[name + ".gradient"]);
            Assert.Equal(x.Dimensions, gradient.Dimensions);
            Assert.All(gradient.Elements, each => Assert.True(double.IsFinite(each), $"{place}: {name}"));
            double[] direction = [.. x.Elements.Select(_ => (2 * random.NextDouble()) - 1)];
            var numeric = (Loss(+Step) - Loss(-Step)) / (2 * Step);
            var terms = gradient.Elements.Zip(direction, (g, u) => g * u).ToArray();
            var scale = 1 + terms.Sum(Math.Abs) + Math.Abs(values[graph.Outputs[0].Name].Elements[0]);
            Assert.True(
                Math.Abs(numeric - terms.Sum()) <= Tolerance * scale,
                $"{place}: by '{name}' the difference is {numeric:R}, the gradient gives {terms.Sum():R} (scale {scale:G3}).\n{graph}");

            double Loss(double step)
            {
                var moved = new ReferenceTensor(x.Dimensions, [.. x.Elements.Zip(direction, (each, u) => each + (step * u))]);
                return ReferenceEvaluator.Run(forward, new Dictionary<string, ReferenceTensor>(given) { [name] = moved })[forward.Outputs[0].Name].Elements[0];
            }
        }
    }

    /// <summary>y, and loss = ⟨v, y⟩ with its gradients; a y that is a scalar is the loss itself.</summary>
    public static (Graph Function, Graph Graph, string[] Parameters) Build(GradientCase what)
    {
        var builder = new GraphBuilder("check", what.Opset);
        builder.UseDomain(TrainingOperators.Domain, TrainingOperators.Version);
        Value[] x = [.. what.Operands.Select((operand, i) => builder.Input($"x{i}", ElementType.Float32, ShapeOf(operand)))];
        var y = what.Write(builder, x);
        var v = builder.Input("v", ElementType.Float32, y.Shape);
        var loss = y.Shape!.Count == 0 ? y : builder.Add("ReduceSum", [builder.Add("Mul", [y, v])], AttributeMap.Empty.With("keepdims", 0));

        var forward = builder.Build([("loss", loss)]);
        string[] names = [.. Enumerable.Range(0, x.Length).Where(i => what.Operands[i].IsVaried).Select(i => $"x{i}")];
        var graph = Differentiator.Differentiate(forward, forward.Outputs[0], [.. names.Select(name => forward.FindValue(name)!)]);
        return (builder.Build([("y", y)]), graph, names);
    }

    /// <summary>The operands x0, x1, … and v.</summary>
    public static Dictionary<string, ReferenceTensor> DrawAll(GradientCase what, Graph function, Random random)
    {
        var given = what.Operands.Select((operand, i) => ($"x{i}", Draw(operand, random))).ToDictionary();
        given.Add("v", Draw(Operand.Any(ReferenceEvaluator.Run(function, given)["y"].Dimensions), random));
        return given;
    }

    /// <summary>The part of a graph that its first output needs.</summary>
    private static Graph Forward(Graph graph)
    {
        var builder = GraphBuilder.Like(graph);
        var inputs = graph.Inputs.ToDictionary(input => input, input => builder.Input(input.Name, ElementType.Float32, input.Shape));
        return builder.Build([(graph.Outputs[0].Name, builder.Inline(graph, inputs, graph.Outputs[0])[graph.Outputs[0]])]);
    }

    private static TensorShape ShapeOf(Operand operand) =>
        operand.IsBatched ? TensorShape.Of(operand.Shape).With(0, "batch") : TensorShape.Of(operand.Shape);

    private static ReferenceTensor Draw(Operand operand, Random random) =>
        new(operand.Shape, operand.Draw(random, (int)ReferenceTensor.CountOf(operand.Shape)));
}
