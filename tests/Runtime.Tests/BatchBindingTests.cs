namespace MLPipeline.Runtime.Tests;

public sealed class BatchBindingTests
{
    private static readonly OnnxSessionOptions Cpu = new() { Device = ComputeDevice.Cpu, ThreadsPerRun = 1 };

    [Fact]
    public void Run_Batch_PutsEveryRowInItsPlace_AgainAndAgain()
    {
        using var session = OnnxSession.Load(SmallNetworks.DoubleAndSum(), Cpu);
        using var binding = session.Bind(4, [3], ["sum", "double"]);
        Assert.Equal((4, 3, 12), (binding.BatchSize, binding.ItemLength, binding.Input.Length));
        for (var round = 1; round <= 3; round++)
        {
            for (var i = 0; i < 12; i++)
            {
                binding.Input[i] = round * i;
            }

            binding.Run();
            for (var row = 0; row < 4; row++)
            {
                // Row r holds round times 3r, 3r + 1 and 3r + 2.
                Assert.Equal([round * ((9 * row) + 3)], binding.OutputRow("sum", row).ToArray());
                Assert.Equal([2 * round * 3 * row, 2 * round * ((3 * row) + 1), 2 * round * ((3 * row) + 2)], binding.OutputRow("double", row).ToArray());
            }

            Assert.Equal(12, binding.Output("double").Length);
        }

        Assert.Throws<KeyNotFoundException>(() => binding.Output("triple").Length);
    }

    [Fact]
    public void Run_SomeRows_ComputesThemAndLeavesTheOthers()
    {
        using var session = OnnxSession.Load(SmallNetworks.DoubleAndSum(), Cpu);
        using var binding = session.Bind(3, [3], ["sum"]);
        ((float[])[1, 1, 1, 2, 2, 2, 3, 3, 3]).CopyTo(binding.Input);
        binding.Run();
        Assert.Equal([3, 6, 9], binding.Output("sum").ToArray());
        binding.Input.Fill(5);
        binding.Run(2);
        Assert.Equal([15, 15, 9], binding.Output("sum").ToArray());
        binding.Run(1); // again in another size, with the same buffers
        binding.Run(3);
        Assert.Equal([15, 15, 15], binding.Output("sum").ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => binding.Run(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => binding.Run(4));
    }

    [Fact]
    public void Bind_LengthThatOnlyARunShows_IsFoundOut()
    {
        using var session = OnnxSession.Load(SmallNetworks.LengthsKnownOnlyAtRunTime(), Cpu);
        using var binding = session.Bind(2, [3], ["kept"]);
        ((float[])[1, 2, 3, 4, 5, 6]).CopyTo(binding.Input);
        binding.Run();
        Assert.Equal([1, 3], binding.OutputRow("kept", 0).ToArray()); // the second of three columns is left out
        Assert.Equal([4, 6], binding.OutputRow("kept", 1).ToArray());

        var one = Assert.Throws<OnnxModelException>(() => session.Bind(2, [3], ["one"]));
        Assert.Contains("'one' has shape [1, 1] for a batch of 2: one row per image was expected", one.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ShapeThatTheNetworkDoesNotTake_SaysSo()
    {
        using var session = OnnxSession.Load(SmallNetworks.DoubleAndSum(), Cpu);
        using var binding = session.Bind(2, [5], ["double"]);
        Assert.Contains("for a batch of 2", Assert.Throws<OnnxModelException>(binding.Run).Message, StringComparison.Ordinal);
        using var unknown = OnnxSession.Load(SmallNetworks.LengthsKnownOnlyAtRunTime(), Cpu);
        Assert.Contains("does not take an input of [2, 5]", Assert.Throws<OnnxModelException>(() => unknown.Bind(2, [5], ["kept"])).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Run_RealNetwork_GivesTheSameBits_OnEightThreadsAtOnce_AndWithTwoThreadsPerRun()
    {
        var file = SharedMaterial.Require("weights", "squeezenet-imagenet.onnx");
        using var session = OnnxSession.Load(file, Cpu);
        var expected = Run(session, seed: 0);
        var results = new float[8][];
        var threads = Enumerable.Range(0, results.Length).Select(i => new Thread(() =>
        {
            Run(session, seed: i + 1); // other numbers in between
            results[i] = Run(session, seed: 0);
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.All(results, result => Assert.Equal(expected, result));

        using var parallel = OnnxSession.Load(file, Cpu with { ThreadsPerRun = 2 });
        Assert.Equal(expected, Run(parallel, seed: 0));
        Assert.NotEqual(expected, Run(session, seed: 1));
    }

    private static float[] Run(OnnxSession session, int seed)
    {
        var random = new Random(seed);
        var output = session.Outputs[0].Name;
        using var binding = session.Bind(1, [.. session.Inputs[0].Dimensions.Skip(1)], [output]);
        foreach (ref var number in binding.Input)
        {
            number = random.NextSingle();
        }

        binding.Run();
        return binding.Output(output).ToArray();
    }
}
