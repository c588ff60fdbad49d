using MLPipeline.Graphs;
using MLPipeline.Runtime.Rewriting;
using MLPipeline.Runtime.Winograd;

namespace MLPipeline.Runtime.Tests;

/// <summary>The project's own operator in ONNX Runtime: which layers it takes, and that nothing else about the model changes.</summary>
public sealed class OwnKernelTests : IDisposable
{
    private static readonly OnnxSessionOptions Own = new() { Device = ComputeDevice.Cpu, ThreadsPerRun = 1 };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> TakenForms => [.. Taken.Keys];

    public static TheoryData<string> OtherForms => [.. Others.Keys];

    private static Dictionary<string, CodeNetwork> Taken { get; } = new()
    {
        ["plain"] = new CodeNetwork(),
        ["no bias"] = new CodeNetwork { HasBias = false },
        ["one scale"] = new CodeNetwork { HasOneScale = true },
        ["everything said"] = new CodeNetwork
        {
            Attributes = AttributeMap.Empty.With("pads", 1L, 1L, 1L, 1L).With("strides", 1L, 1L).With("dilations", 1L, 1L)
                .With("kernel_shape", 3L, 3L).With("group", 1L).With("auto_pad", "NOTSET"),
        },
        ["many channels"] = new CodeNetwork { Channels = 80, Filters = 48 },
    };

    private static Dictionary<string, CodeNetwork> Others { get; } = new()
    {
        ["stride 2"] = With(attributes => attributes.With("strides", 2L, 2L)),
        ["dilation 2"] = With(attributes => attributes.With("dilations", 2L, 2L).With("pads", 2L, 2L, 2L, 2L)),
        ["groups"] = With(attributes => attributes.With("group", 2L)),
        ["no border"] = With(attributes => attributes.Without("pads")),
        ["uneven border"] = With(attributes => attributes.With("pads", 0L, 0L, 2L, 2L)),
        ["border said otherwise"] = With(attributes => attributes.Without("pads").With("auto_pad", "SAME_UPPER")),
        ["5x5"] = new CodeNetwork { Kernel = 5 },
        ["1x1"] = new CodeNetwork { Kernel = 1 },
        ["17 filters"] = new CodeNetwork { Filters = 17 },
        ["24 channels"] = new CodeNetwork { Channels = 24 },
        ["unsigned filters"] = new CodeNetwork { HasUnsignedFilters = true },
        ["signed codes"] = new CodeNetwork { HasSignedCodes = true },
        ["filters with a zero point"] = new CodeNetwork { FilterZero = 1 },
        ["filters that are computed"] = new CodeNetwork { ComputesFilters = true },
    };

    [SkippableTheory]
    [MemberData(nameof(TakenForms))]
    public void Load_LayerThatItComputes_GivesTheBitsOfOnnxRuntime(string form)
    {
        RequireOwnKernels();
        var network = Taken[form];
        var model = network.ToBytes();
        using var own = OnnxSession.Load(model, Own);
        using var theirs = OnnxSession.Load(model, Own with { UsesOwnKernels = false });
        using var shared = OnnxSession.Load(model, Own with { ThreadsPerRun = 2 });

        Assert.Equal(1, own.OwnLayers);
        Assert.Equal(0, theirs.OwnLayers);
        foreach (var batch in new[] { 1, 3 })
        {
            var expected = Run(theirs, network, batch, batch);
            Assert.InRange(expected.Distinct().Count(), 50, 256);
            Assert.Equal(expected, Run(own, network, batch, batch));
            Assert.Equal(expected, Run(shared, network, batch, batch));
        }
    }

    [Theory]
    [MemberData(nameof(OtherForms))]
    public void Rewriting_OtherLayers_StayWithOnnxRuntime(string form)
    {
        var network = Others[form];

        Assert.Null(WinogradRewriting.Apply(network.ToBytes()));
        using var session = OnnxSession.Load(network.ToBytes(), Own);
        Assert.Equal(0, session.OwnLayers);
    }

    [SkippableFact]
    public void Load_File_KeepsWhatElseItSays()
    {
        RequireOwnKernels();
        var network = new CodeNetwork { Metadata = new Dictionary<string, string> { ["author"] = "tests", ["名"] = "é" } };
        using var session = OnnxSession.Load(_folder.Write("é 名.onnx", network.ToBytes()), Own);
        Assert.Equal(1, session.OwnLayers);
        Assert.Equal(network.Metadata.OrderBy(entry => entry.Key), session.Metadata.OrderBy(entry => entry.Key));
        Assert.Equal("x: float [?, 16, 9, 9]", Assert.Single(session.Inputs).ToString());
        Assert.Equal("y: float [?, 32, 9, 9]", Assert.Single(session.Outputs).ToString());
    }

    [Fact]
    public void Rewriting_ConstantThatACallerCanReplace_StaysWithOnnxRuntime()
    {
        var model = new CodeNetwork().ToBytes();
        Assert.Equal(1, WinogradRewriting.Apply(model)?.Layers);

        // Before version 4 of the format every stored tensor was an input too; one of these is enough.
        var graph = new OnnxGraphBytes(model);
        Assert.Null(WinogradRewriting.Apply(graph.WithInput("second filters")));
        Assert.Equal(1, WinogradRewriting.Apply(graph.WithInput("something else"))?.Layers);
    }

    [SkippableFact]
    public void Run_FromManyThreads_GivesEachItsOwnResult()
    {
        RequireOwnKernels();
        var network = new CodeNetwork();
        using var session = OnnxSession.Load(network.ToBytes(), Own);
        using var theirs = OnnxSession.Load(network.ToBytes(), Own with { UsesOwnKernels = false });
        float[][] expected = [.. Enumerable.Range(0, 8).Select(seed => Run(theirs, network, 2, seed))];
        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => Assert.Equal(expected[i % 8], Run(session, network, 2, i % 8)));
    }

    [Fact]
    public void Rewriting_DamagedModel_NeverThrows()
    {
        var model = new CodeNetwork { Channels = 16, Filters = 16 }.ToBytes();
        var random = new Random(3);
        var (whole, none) = (0, 0);
        for (var i = 0; i < 5_000; i++)
        {
            var damaged = (byte[])model.Clone();
            for (var bytes = random.Next(1, 4); bytes > 0; bytes--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            damaged = i % 3 == 0 ? damaged[..random.Next(damaged.Length)] : damaged;
            _ = WinogradRewriting.Apply(damaged) is null ? none++ : whole++;
        }

        Assert.InRange(whole, 500, 4_500); // most bytes are weights
        Assert.InRange(none, 500, 4_500);
    }

    [Fact]
    public void Search_FindsOperatorsAndNothingInOtherFiles()
    {
        var path = _folder.Write("codes.onnx", new CodeNetwork().ToBytes());
        Assert.True(ModelFileSearch.HasOperator(path, "QLinearConv"u8));
        Assert.False(ModelFileSearch.HasOperator(path, "QLinear"u8));
        Assert.False(ModelFileSearch.HasOperator(_folder.Write("floats.onnx", SmallNetworks.DoubleAndSum()), "QLinearConv"u8));
        Assert.False(ModelFileSearch.HasOperator(_folder.Write("text.onnx", "QLinearConv, but no model"), "QLinearConv"u8));
        Assert.False(ModelFileSearch.HasOperator(_folder.Write("empty.onnx", ""), "QLinearConv"u8));
        var whole = new CodeNetwork().ToBytes();
        Assert.False(ModelFileSearch.HasOperator(_folder.Write("cut.onnx", whole[..20]), "QLinearConv"u8));
    }

    public void Dispose() => _folder.Dispose();

    private static void RequireOwnKernels() =>
        Skip.IfNot(WinogradLayer.IsFaster, "This processor has no AVX2, or VNNI, with which ONNX Runtime is faster: its own kernels are used.");

    private static CodeNetwork With(Func<AttributeMap, AttributeMap> change)
    {
        var network = new CodeNetwork();
        return network with { Attributes = change(network.Attributes) };
    }

    private static float[] Run(OnnxSession session, CodeNetwork network, int batch, int seed)
    {
        var random = new Random(seed);
        using var binding = session.Bind(batch, [network.Channels, CodeNetwork.Side, CodeNetwork.Side], ["y"]);
        foreach (ref var number in binding.Input)
        {
            number = random.NextSingle();
        }

        binding.Run();
        return binding.Output("y").ToArray();
    }
}
