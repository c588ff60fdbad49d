using MLPipeline.Graphs;

namespace MLPipeline.Networks;

/// <summary>Gives a parameter its first elements, Float32.</summary>
internal delegate TensorData ParameterSource(ParameterRequest request);

/// <summary>A parameter that a layer needs.</summary>
/// <param name="Name">Such as <c>layer1.0.conv1.weight</c>.</param>
/// <param name="Kind">Its part in the layer.</param>
/// <param name="Dimensions">Its shape.</param>
/// <param name="Fans">Those of its layer.</param>
internal sealed record ParameterRequest(string Name, ParameterKind Kind, long[] Dimensions, Fans Fans);

/// <summary>The parts that a <see cref="NetworkInitialization"/> tells apart.</summary>
internal enum ParameterKind
{
    ConvolutionWeight,
    ConvolutionBias,
    DenseWeight,
    DenseBias,
    NormalizationScale,
    NormalizationShift,
    RunningMean,
    RunningVariance,
}
