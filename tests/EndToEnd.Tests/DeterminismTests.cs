namespace MLPipeline.EndToEnd.Tests;

/// <summary>Same data, options and seed give the same file, bit by bit.</summary>
public sealed class DeterminismTests : IDisposable
{
    private readonly Workspace _workspace = new();

    [Fact]
    public async Task Train_SameSeed_WritesTheSameBytes_WhateverTheCacheTheThreadsTheCoresAndThePlace()
    {
        var images = _workspace.Images();
        var first = await _workspace.TrainAsync(images, "first.onnx");
        Assert.Equal(first, await _workspace.TrainAsync(images, "cached.onnx"));
        Assert.Equal(first, await _workspace.TrainAsync(images, "uncached.onnx", "--no-cache", "--seed", "0"));
        foreach (var (cores, threads) in ((string, string)[])[("1", "0"), ("2", "1"), ("1", "2")])
        {
            var call = _workspace.Trainer("train", images, "-o", _workspace.PathOf("cores.onnx"), "--no-cache", "--threads", threads);
            (await call.With("DOTNET_PROCESSOR_COUNT", cores).RunAsync()).Expect(0);
            Assert.Equal(first, await File.ReadAllBytesAsync(_workspace.PathOf("cores.onnx")));
        }

        Directory.Move(images, _workspace.PathOf("elsewhere", "renamed"));
        Assert.Equal(first, await _workspace.TrainAsync(_workspace.PathOf("elsewhere", "renamed"), "moved.onnx", "--no-cache"));
    }

    [Fact]
    public async Task Train_AnotherSeed_GivesAnotherModel()
    {
        var images = _workspace.Images();
        Assert.NotEqual(await _workspace.TrainAsync(images, "a.onnx", "--seed", "1"), await _workspace.TrainAsync(images, "b.onnx", "--seed", "2"));
    }

    public void Dispose() => _workspace.Dispose();
}
