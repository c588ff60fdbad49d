using MLPipeline.Graphs;
using MLPipeline.Imaging;
using MLPipeline.Inference;

namespace MLPipeline.Attack.Tests;

/// <summary>A network of every usual kind of layer with few weights, so that damage hits its structure as often as its numbers.</summary>
internal static class AttackedModel
{
    private const int Side = 16;

    public static byte[] ToBytes()
    {
        var random = new Random(1);
        var builder = new GraphBuilder();

        Value Weights(string name, params long[] shape) => builder.Constant(
            name, TensorData.FromFloats([.. Enumerable.Range(0, (int)shape.Aggregate((a, b) => a * b)).Select(_ => random.NextSingle() - 0.5f)], shape));

        var input = builder.Input(ModelMetadata.ImageInput, ElementType.Float32, new TensorShape("batch", 3, Side, Side));
        var small = builder.Add("Mul", [input, builder.Constant("scale", TensorData.FromFloats([1 / 255f]))]);
        var first = builder.Add(
            "Relu", [builder.Add("Conv", [small, Weights("w1", 4, 3, 3, 3), Weights("b1", 4)], AttributeMap.Empty.With("pads", [1L, 1, 1, 1]))]);
        var pooled = builder.Add("MaxPool", [first], AttributeMap.Empty.With("kernel_shape", [2L, 2]).With("strides", [2L, 2]));
        var second = builder.Add(
            "Conv", [pooled, Weights("w2", 4, 1, 3, 3)], AttributeMap.Empty.With("group", 4L).With("pads", [1L, 1, 1, 1]));
        var joined = builder.Add("Concat", [builder.Add("Add", [pooled, second]), pooled], AttributeMap.Empty.With("axis", 1L));
        var features = builder.Add("Flatten", [builder.Add("GlobalAveragePool", [joined])]);
        var logits = builder.Add("Gemm", [features, Weights("w3", 8, 3), Weights("b3", 3)]);
        var score = builder.Add("Softmax", [logits], AttributeMap.Empty.With("axis", 1L));
        var contract = new ModelContract { Input = new InputContract { Resize = ResizeRule.Squash(Side, Side) }, Labels = ["daisy", "rose", "tulip"] };
        return OnnxWriter.ToBytes(builder.Build([(ModelMetadata.ScoreOutput, score)], ModelMetadata.Write(contract)));
    }
}
