using MLPipeline.Autodiff;
using MLPipeline.Graphs;
using MLPipeline.Kernels;
using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Threading;
using MLPipeline.Reference;

namespace MLPipeline.Execution.Tests;

/// <summary>A network with a batch of random images and target rows, and what one training step on them is in double precision.</summary>
internal sealed class SmallNetwork
{
    /// <summary>What dropout masks are drawn from.</summary>
    public const ulong Seed = 77;

    private readonly Lazy<IReadOnlyDictionary<string, ReferenceTensor>> _step;

    public SmallNetwork(Graph network, int batch, Func<string, bool>? isTrained = null)
        : this(network, batch, [.. NamedAsTrainable(network).Where(isTrained ?? (_ => true))])
    {
    }

    public SmallNetwork(Graph network, int batch, IReadOnlyList<string> trainable)
    {
        Network = network;
        Batch = batch;
        Trainable = trainable;
        Classes = (int)network.Outputs[0].Shape![1].Length!.Value;
        var random = new Random(5);
        long[] shape = [batch, .. network.Inputs[0].Shape!.Skip(1).Select(length => length.Length!.Value)];
        Images = new ReferenceTensor(shape, [.. Enumerable.Range(0, (int)ReferenceTensor.CountOf(shape)).Select(_ => (double)(float)((2 * random.NextDouble()) - 1))]);
        Targets = ReferenceTensor.Zeros(batch, Classes);
        for (var row = 0; row < batch; row++)
        {
            Targets.Elements[(row * Classes) + random.Next(Classes)] += 0.75f / batch;
            Targets.Elements[(row * Classes) + random.Next(Classes)] += 0.25f / batch;
        }

        Targets = Targets.Map(each => (float)each);
        _step = new(Compute);
    }

    public Graph Network { get; }

    public int Batch { get; }

    public int Classes { get; }

    public IReadOnlyList<string> Trainable { get; }

    public ReferenceTensor Images { get; }

    public ReferenceTensor Targets { get; }

    /// <summary>All values of the training graph: <c>loss</c>, <c>probabilities</c>, <c>NAME.gradient</c>, <c>NAME.next</c>. Computed once.</summary>
    public IReadOnlyDictionary<string, ReferenceTensor> Step => _step.Value;

    public CompiledNetwork Compile(WorkTeam team, WinogradUse winograd = WinogradUse.Automatic, VectorWidth? width = null)
    {
        var options = new ExecutionOptions { BatchSize = Batch, VectorWidth = width, Winograd = winograd };
        var network = CompiledNetwork.Compile(Network, Trainable, Classes, options, team);
        Fill(network);
        return network;
    }

    private static IEnumerable<string> NamedAsTrainable(Graph network) => network.Constants.Select(constant => constant.Name)
        .Where(name => name.EndsWith(".weight", StringComparison.Ordinal) || name.EndsWith(".bias", StringComparison.Ordinal));

    /// <summary>Puts the batch into a compiled network, channels last.</summary>
    private void Fill(CompiledNetwork network)
    {
        var (channels, pixels) = (Images.Dimensions[1], ReferenceTensor.CountOf(Images.Dimensions[2..]));
        for (var i = 0; i < Images.Count; i++)
        {
            var (image, channel, pixel) = (i / (channels * pixels), i / pixels % channels, i % pixels);
            network.Images[(int)((((image * pixels) + pixel) * channels) + channel)] = (float)Images.Elements[i];
        }

        for (var i = 0; i < Targets.Count; i++) network.Targets[i] = (float)Targets.Elements[i];
    }

    private IReadOnlyDictionary<string, ReferenceTensor> Compute()
    {
        var training = Differentiator.Differentiate(TrainingGraphBuilder.Build(Network, Trainable, Classes));
        var dropouts = training.Graph.Nodes.Where(node => node.Operator == TrainingOperators.DropoutTraining).ToDictionary(
            node => node.Attributes.GetInt("index"));
        return ReferenceEvaluator.Run(
            training.Graph, new Dictionary<string, ReferenceTensor> { [Network.Inputs[0].Name] = Images, ["target"] = Targets }, (index, element) => Keeps(dropouts[index], element));
    }

    /// <summary>
    /// The mask of the kernels: element i in the order of blocks of 16 channels is dropped where the upper half of SplitMix64's output number i, from a start
    /// that is the step's seed plus a constant for each dropout, is below ratio * 2^32.
    /// </summary>
    private bool Keeps(Node dropout, long element)
    {
        long[] shape = [.. dropout.Outputs[0]!.Shape!.Skip(1).Select(length => length.Length!.Value), 1, 1];
        var layout = new TensorLayout(Batch, (int)shape[0], (int)shape[1], (int)shape[2]);
        var (column, row) = (element % layout.Width, element / layout.Width % layout.Height);
        var (channel, image) = (element / layout.ImagePixels % layout.Channels, element / layout.ImagePixels / layout.Channels);
        var state = Seed + ((ulong)(dropout.Attributes.GetInt("index") + 1) * 0xD1342543DE82EF95)
            + ((ulong)layout.Offset((int)image, (int)channel, (int)row, (int)column) * 0x9E3779B97F4A7C15);
        state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        state = (state ^ (state >> 27)) * 0x94D049BB133111EB;
        return (state ^ (state >> 31)) >> 32 >= dropout.Attributes.GetFloat("ratio") * 4294967296.0;
    }
}
