using MLPipeline.Graphs;

namespace MLPipeline.Networks.Tests;

public class PretrainedTests
{
    /// <summary>Networks with zero-padded shortcuts, trained elsewhere: their weights in our graphs compute what their own do.</summary>
    [SkippableTheory]
    [InlineData("resnet20")]
    [InlineData("resnet32")]
    [InlineData("resnet56")]
    public void Build_WeightsTrainedElsewhere_GivesTheSameLogits(string name)
    {
        var theirs = OnnxReader.Read(SharedMaterial.Require("weights", $"{name}-cifar10.onnx"));
        var ours = NetworkCatalog.Find(name).Outline();
        var elements = NetworkParameters.Of(ours).ToDictionary(
            parameter => parameter.Name, parameter => theirs.FindValue(parameter.Name.Replace("fc.", "linear.", StringComparison.Ordinal))!.Constant!);
        var pixels = OnnxRun.Pixels(3 * 3 * 32 * 32);
        OnnxRun.AssertClose(OnnxRun.Of(theirs, pixels, 3, 3, 32, 32), OnnxRun.Of(NetworkParameters.Replace(ours, elements), pixels, 3, 3, 32, 32), 1e-5);
    }
}
