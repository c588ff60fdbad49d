namespace MLPipeline.Runtime.Tests;

public sealed class OnnxSessionTests : IDisposable
{
    private static readonly OnnxSessionOptions Cpu = new() { Device = ComputeDevice.Cpu };

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Load_FileThatIsNoNetwork_NamesItAndTheReason()
    {
        var whole = SmallNetworks.DoubleAndSum();
        AssertRefused(Path.Combine(_folder.Path, "missing.onnx"), "There is no model file");
        AssertRefused(_folder.Path, "is a folder, not a model file");
        AssertRefused(_folder.Write("empty.onnx", ""), "cannot be loaded as an ONNX network");
        AssertRefused(_folder.Write("garbage.onnx", "\x01\x02 this is no protobuf"), "cannot be loaded as an ONNX network");
        AssertRefused(_folder.Write("half.onnx", whole[..(whole.Length / 2)]), "cannot be loaded as an ONNX network");
        Assert.Contains("The model cannot be loaded", Assert.Throws<OnnxModelException>(() => OnnxSession.Load([1, 2, 3], Cpu)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_Network_DescribesItselfAndItsMetadata()
    {
        using var session = OnnxSession.Load(_folder.Write("é 名.onnx", SmallNetworks.DoubleAndSum()), Cpu);
        Assert.Equal("x: float [?, 3]", Assert.Single(session.Inputs).ToString());
        Assert.Equal(["double: float [?, 3]", "sum: float [?, 1]"], session.Outputs.Select(output => output.ToString()));
        Assert.Equal("tests", session.Metadata["author"]);
        Assert.Equal("é", session.Metadata["名"]);
        using var other = OnnxSession.Load(SmallNetworks.WholeNumbers(), Cpu);
        Assert.Equal("int64", Assert.Single(other.Outputs).ElementType);
    }

    [Fact]
    public void Load_NegativeThreads_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => OnnxSession.Load(SmallNetworks.DoubleAndSum(), Cpu with { ThreadsPerRun = -1 }));

    [Fact]
    public void Bind_WhatTheNetworkLacks_IsRefusedWithWhatItHas()
    {
        using var session = OnnxSession.Load(SmallNetworks.DoubleAndSum(), Cpu);
        var unknown = Assert.Throws<OnnxModelException>(() => session.Bind(1, [3], ["triple"]));
        Assert.Equal("The network has no output 'triple'; its outputs are double: float [?, 3], sum: float [?, 1].", unknown.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => session.Bind(0, [3], ["sum"]));

        using var whole = OnnxSession.Load(SmallNetworks.WholeNumbers(), Cpu);
        Assert.Contains("whole: int64 [?, 3] does not hold floats", Assert.Throws<OnnxModelException>(() => whole.Bind(1, [3], ["whole"])).Message, StringComparison.Ordinal);

        using var two = OnnxSession.Load(SmallNetworks.TwoInputs(), Cpu);
        var several = Assert.Throws<OnnxModelException>(() => two.Bind(1, [3], ["sum"]));
        Assert.Contains("one float input; it has a: float [?, 3] and b: float [?, 3]", several.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static void AssertRefused(string path, string reason)
    {
        var error = Assert.Throws<OnnxModelException>(() => OnnxSession.Load(path, Cpu));
        Assert.Contains($"'{path}'", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }
}
