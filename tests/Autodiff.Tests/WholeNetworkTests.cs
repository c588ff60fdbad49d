using MLPipeline.Graphs;
using MLPipeline.Reference;

namespace MLPipeline.Autodiff.Tests;

/// <summary>Small networks of the kinds that are trained, from pixels to loss: every parameter's gradient against central differences.</summary>
public class WholeNetworkTests
{
    [Fact]
    public void Gradients_OfAResidualBlockWithProjection_AreThoseOfCentralDifferences() => Check(Residual(), batch: 3, seed: 11);

    [Fact]
    public void Gradients_OfAConcatenatingBlock_AreThoseOfCentralDifferences() => Check(Concatenating(), batch: 2, seed: 12);

    [Fact]
    public void Gradients_OfDenseLayersWithDropout_AreThoseOfCentralDifferences() => Check(DenseWithDropout(), batch: 4, seed: 13);

    [Fact]
    public void Gradients_WithFrozenNormalisations_AreThoseOfCentralDifferences()
    {
        var network = Residual();
        var trainable = SmallNetwork.Trainable(network).Where(name => !name.Contains("bn", StringComparison.Ordinal)).ToArray();
        Check(network, batch: 2, seed: 14, trainable);
    }

    [Fact]
    public void TrainingGraph_TenSteps_LowerTheLoss()
    {
        var training = Train(Residual());
        var given = Given(training, batch: 4, new Random(15));
        var losses = new List<double>();
        for (var step = 0; step < 10; step++)
        {
            var values = ReferenceEvaluator.Run(training.Graph, given);
            losses.Add(values["loss"].Elements[0]);
            foreach (var (name, constant, gradient) in training.Parameters)
            {
                given[name] = ReferenceTensor.Combine(values[constant.Name], values[gradient.Name], (w, g) => w - (0.05 * g));
            }

            foreach (var (constant, next) in training.RunningStatistics) given[constant.Name] = values[next.Name];
        }

        Assert.All(losses.Zip(losses.Skip(1)), pair => Assert.True(pair.Second < pair.First, string.Join(", ", losses)));
    }

    private static void Check(Graph network, long batch, int seed, string[]? trainable = null)
    {
        var training = Train(network, trainable);
        var random = new Random(seed);
        GradientCheck.Compare(training.Graph, Given(training, batch, random), training.Parameters.Select(parameter => parameter.Name), random, $"{network.Name}, seed {seed}");
    }

    private static TrainingGraph Train(Graph network, string[]? trainable = null)
    {
        var names = trainable ?? SmallNetwork.Trainable(network);
        var training = Differentiator.Differentiate(TrainingGraphBuilder.Build(network, names, classCount: 3));
        Assert.Equal(names.Order(StringComparer.Ordinal), training.Parameters.Select(parameter => parameter.Name).Order(StringComparer.Ordinal));
        Assert.All(training.Parameters, parameter => Assert.Equal(parameter.Constant.Shape, parameter.Gradient.Shape));
        return training;
    }

    /// <summary>Random pixels, and targets of 1 / N for one class of each sample.</summary>
    private static Dictionary<string, ReferenceTensor> Given(TrainingGraph training, long batch, Random random)
    {
        var target = ReferenceTensor.Zeros(batch, 3);
        for (var row = 0; row < batch; row++) target.Elements[(row * 3) + random.Next(3)] = 1.0 / batch;
        long[] shape = [batch, .. training.Graph.Inputs[0].Shape!.Skip(1).Select(length => length.Length!.Value)];
        return new Dictionary<string, ReferenceTensor>
        {
            ["input"] = new(shape, Operand.Any(shape).Draw(random, (int)ReferenceTensor.CountOf(shape))),
            ["target"] = target,
        };
    }

    private static Graph Residual()
    {
        var net = new SmallNetwork("residual", 1, "batch", 3, 9, 7);
        var stem = net.Add("Relu", net.Normalize("bn0", net.Conv("conv0", net.Input, 4, 3)));
        var main = net.Add("Relu", net.Normalize("bn1", net.Conv("conv1", stem, 5, 3, stride: 2)));
        main = net.Normalize("bn2", net.Conv("conv2", main, 5, 3));
        var projection = net.Normalize("bn3", net.Conv("conv3", stem, 5, 1, stride: 2));
        var block = net.Add("Relu", net.Add("Add", main, projection));
        var second = net.Normalize("bn4", net.Conv("conv4", block, 5, 3));
        return net.Classify(net.Add("Relu", net.Add("Add", second, block)), 3);
    }

    private static Graph Concatenating()
    {
        var net = new SmallNetwork("concatenating", 2, "batch", 3, 8, 9);
        var stem = net.Builder.Add("LRN", [net.Conv("stem", net.Input, 6, 3)], AttributeMap.Empty.With("size", 3).With("alpha", 0.5f));
        var pool = AttributeMap.Empty.With("kernel_shape", 3L, 3L).With("pads", 1L, 1L, 1L, 1L);
        var branches = net.Builder.Add(
            "Concat",
            [
                net.Add("Relu", net.Conv("one", stem, 2, 1)),
                net.Add("HardSwish", net.Conv("three", net.Add("Sigmoid", net.Conv("reduce", stem, 2, 1)), 3, 3)),
                net.Conv("largest", net.Builder.Add("MaxPool", [stem], pool), 2, 1),
                net.Conv("mean", net.Builder.Add("AveragePool", [stem], pool), 1, 1),
            ],
            AttributeMap.Empty.With("axis", 1));

        // Squeeze and excitation: each channel is weighted by what its mean says.
        var squeeze = net.Builder.Add("ReduceMean", [branches], AttributeMap.Empty.With("axes", 2L, 3L));
        var weights = net.Add("HardSigmoid", net.Conv("excite", net.Add("Relu", net.Conv("squeeze", squeeze, 4, 1)), 8, 1));
        return net.Classify(net.Add("Mul", branches, weights), 3);
    }

    private static Graph DenseWithDropout()
    {
        var net = new SmallNetwork("dense", 3, "batch", 2, 3, 3);
        var hidden = net.Dropout("drop1", net.Add("Relu", net.Dense("fc1", net.Add("Flatten", net.Input), 11)), 0.5f);
        hidden = net.Dropout("drop2", net.Builder.Add("LeakyRelu", [net.Dense("fc2", hidden, 7)]), 0.25f);
        return net.Builder.Build([("scores", net.Add("Softmax", net.Dense("fc3", hidden, 3)))]);
    }
}
