using System.Numerics.Tensors;
using MLPipeline.Graphs;
using MLPipeline.Runtime;

namespace MLPipeline.Backbones;

/// <summary>Runs a backbone's features in ONNX Runtime, one image alone and two together, before anybody relies on it.</summary>
internal static class FeatureTrial
{
    /// <exception cref="BackboneException">The network does not run, or its features cannot be used.</exception>
    public static void Run(Backbone backbone)
    {
        try
        {
            var bytes = OnnxWriter.ToBytes(FeatureGraphBuilder.Build(backbone));
            using var session = OnnxSession.Load(bytes, new OnnxSessionOptions { Device = ComputeDevice.Cpu });
            Judge(backbone, Features(session, backbone, batchSize: 1), Pair(session, backbone));
        }
        catch (OnnxModelException error)
        {
            throw new BackboneException($"The network does not run up to its features: {error.Message}", error);
        }
    }

    private static void Judge(Backbone backbone, ReadOnlySpan<float> alone, ReadOnlySpan<float> pair)
    {
        if (alone.Length != backbone.FeatureCount || pair.Length != 2 * backbone.FeatureCount)
        {
            throw new BackboneException(
                $"'{backbone.FeatureTensor}' gives {alone.Length} numbers for one image and {pair.Length} for two; "
                + $"the file promises {backbone.FeatureCount} for each.");
        }

        if (HasNonFinite(pair))
        {
            throw new BackboneException(
                "The features of ordinary pixels are not all finite. Are preset, mean, deviation and range the right ones?");
        }

        var first = pair[..backbone.FeatureCount];
        if (first.SequenceEqual(pair[backbone.FeatureCount..]))
        {
            throw new BackboneException("The features do not depend on the image. Choose another tensor with --features NAME.");
        }

        // Kernels for another batch size round differently; anything beyond that means that images influence each other.
        var tolerance = 1e-3f * Math.Max(1e-3f, Math.Abs(TensorPrimitives.MaxMagnitude(first)));
        for (var i = 0; i < first.Length; i++)
        {
            if (Math.Abs(first[i] - alone[i]) > tolerance)
            {
                throw new BackboneException(
                    "The features of an image depend on the images beside it in the batch. "
                    + "Export the network for inference, not for training.");
            }
        }
    }

    private static bool HasNonFinite(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            if (!float.IsFinite(value))
            {
                return true;
            }
        }

        return false;
    }

    private static float[] Pair(OnnxSession session, Backbone backbone)
    {
        try
        {
            return Features(session, backbone, batchSize: 2);
        }
        catch (OnnxModelException error)
        {
            throw new BackboneException(
                "The network computes one image but not two at once: a batch of 1 is fixed inside it. "
                + $"Export it with a dynamic batch dimension. ({error.Message})",
                error);
        }
    }

    /// <summary>Features of noise pictures, <c>[batchSize, D]</c>; the first picture is the same at any batch size.</summary>
    private static float[] Features(OnnxSession session, Backbone backbone, int batchSize)
    {
        using var binding = session.Bind(batchSize, FeatureGraphBuilder.Input(backbone).ItemShape(), [FeatureGraphBuilder.FeatureOutput]);
        var random = new Random(1);
        foreach (ref var pixel in binding.Input)
        {
            pixel = random.Next(256);
        }

        binding.Run();
        return binding.Output(FeatureGraphBuilder.FeatureOutput).ToArray();
    }
}
