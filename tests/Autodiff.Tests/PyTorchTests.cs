using System.Text.Json;
using MLPipeline.Graphs;
using MLPipeline.Reference;

namespace MLPipeline.Autodiff.Tests;

/// <summary>One training step of a residual network as PyTorch computes it (Golden/residual_step.py).</summary>
public class PyTorchTests
{
    private readonly GraphBuilder _builder = new("residual");

    [Fact]
    public void TrainingGraph_OfAResidualNetwork_ComputesWhatPyTorchComputes()
    {
        var golden = JsonSerializer.Deserialize<Dictionary<string, double[]>>(
            File.ReadAllText(Repository.PathOf("tests", "Autodiff.Tests", "Golden", "residual_step.json")))!;
        string[] trainable = [.. golden.Keys.Where(name => name.EndsWith(".gradient", StringComparison.Ordinal)).Select(name => name[..^".gradient".Length])];
        var training = Differentiator.Differentiate(TrainingGraphBuilder.Build(Network(), trainable, 3));

        var values = ReferenceEvaluator.Run(training.Graph, new Dictionary<string, ReferenceTensor>
        {
            ["input"] = ReferenceTensor.From(Fill(100, 2, 0, 3, 3, 9, 7)),
            ["target"] = new([3, 3], [.. new[] { 0.9, 0.05, 0.05, 0, 0.5, 0.5, 0.1, 0.1, 0.8 }.Select(each => each / 3)]),
        });
        Assert.Equal(golden.Keys.Order(StringComparer.Ordinal), training.Graph.Outputs.Select(output => output.Name).Order(StringComparer.Ordinal));
        foreach (var (name, expected) in golden)
        {
            // Both compute in doubles; epsilon and momentum are 32-bit floats on our side, 1e-5 and 0.9 to seven digits.
            Assert.All(expected.Zip(values[name].Elements), pair => Assert.True(Math.Abs(pair.First - pair.Second) < 1e-6, $"{name}: {pair}"));
        }
    }

    private Graph Network()
    {
        // Constants are numbered in the order of their names, as the script does.
        var x = _builder.Input("input", ElementType.Float32, new TensorShape("batch", 3, 9, 7));
        var none = AttributeMap.Empty;
        var main = Normalize("bn1", 0, Conv("conv1", 6, x, none.With("strides", 2L, 2L).With("pads", 1L, 1L, 1L, 1L), 4, 3, 3, 3));
        main = Conv("conv2", 7, _builder.Add("Relu", [main]), none.With("dilations", 2L, 2L).With("pads", 2L, 2L, 2L, 2L).With("group", 2), 4, 2, 3, 3);
        var shortcut = Normalize("bn3", 4, Conv("conv3", 8, x, none.With("strides", 2L, 2L), 4, 3, 1, 1));
        var block = _builder.Add("Relu", [_builder.Add("Add", [Normalize("bn2", 2, main), shortcut])]);
        var pool = none.With("kernel_shape", 3L, 3L).With("strides", 2L, 2L).With("pads", 1L, 1L, 1L, 1L);
        var features = _builder.Add("Flatten", [_builder.Add("GlobalAveragePool", [_builder.Add("MaxPool", [block], pool)])]);
        Value[] dense = [features, Constant("fc.weight", 10, 0, 3, 4), Constant("fc.bias", 9, 0, 3)];
        return _builder.Build([("logits", _builder.Add("Gemm", dense, none.With("transB", 1)))]);
    }

    private Value Conv(string name, int k, Value x, AttributeMap attributes, params long[] weights) =>
        _builder.Add("Conv", [x, Constant(name + ".weight", k, 0, weights)], attributes);

    private Value Normalize(string name, int k, Value x)
    {
        var (mean, variance) = (TensorData.FromFloats([0, 0, 0, 0], 4), TensorData.FromFloats([1, 1, 1, 1], 4));
        Value[] constants =
        [
            Constant(name + ".weight", k + 1, 1, 4), Constant(name + ".bias", k, 0, 4),
            _builder.Constant(name + ".running_mean", mean), _builder.Constant(name + ".running_var", variance),
        ];
        return _builder.Add("BatchNormalization", [x, .. constants]);
    }

    private Value Constant(string name, int k, double offset, params long[] shape) => _builder.Constant(name, Fill(k, 0.5, offset, shape));

    private static TensorData Fill(int k, double amplitude, double offset, params long[] shape)
    {
        var numbers = new float[ReferenceTensor.CountOf(shape)];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = (float)((amplitude * Math.Sin((0.7 * i) + k)) + offset);
        return TensorData.FromFloats(numbers, shape);
    }
}
