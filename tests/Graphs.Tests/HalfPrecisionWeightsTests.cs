namespace MLPipeline.Graphs.Tests;

public sealed class HalfPrecisionWeightsTests
{
    [Fact]
    public void Pass_StoresLargeConstantsInHalf_AndCastsThemBack()
    {
        float[] weights = [.. Enumerable.Range(0, 512).Select(i => i / 512f)];
        var half = new HalfPrecisionWeights().Run(Dense(weights));
        var stored = half.FindValue("weight")!;
        Assert.Equal(ElementType.Float16, stored.ElementType);
        Assert.Equal(weights, stored.Constant!.ToFloats()); // multiples of 1/512 below 1 have at most 9 significant bits
        Assert.Equal(["Cast", "Gemm"], half.Nodes.Select(node => node.Operator));
        Assert.Equal(ElementType.Float32, half.Nodes[0].Outputs[0]!.ElementType);
        Assert.Equal(ElementType.Float32, half.FindValue("bias")!.ElementType); // 2 numbers
    }

    [Fact]
    public void Pass_LeavesNumbersBeyondHalfAlone()
    {
        var weights = new float[512];
        weights[3] = 70_000;
        var same = new HalfPrecisionWeights().Run(Dense(weights));
        Assert.Equal(ElementType.Float32, same.FindValue("weight")!.ElementType);
        Assert.Single(same.Nodes);
    }

    private static Graph Dense(float[] weights)
    {
        var builder = new GraphBuilder();
        var x = builder.Input("x", ElementType.Float32, new TensorShape("batch", 256));
        var weight = builder.Constant("weight", TensorData.FromFloats(weights, 2, 256));
        var bias = builder.Constant("bias", TensorData.FromFloats([1, 2], 2));
        return builder.Build([("y", builder.Add("Gemm", [x, weight, bias], AttributeMap.Empty.With("transB", 1)))]);
    }
}
