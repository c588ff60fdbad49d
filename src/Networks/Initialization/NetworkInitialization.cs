using MLPipeline.Graphs;

namespace MLPipeline.Networks;

/// <summary>
/// How the parameters of a network start, by their part in it. Normalisation always starts as the identity: scale 1, shift 0, running
/// mean 0, running variance 1.
/// </summary>
public sealed record NetworkInitialization
{
    /// <value>For the weights of convolutions; default PyTorch's.</value>
    public InitializationRule ConvolutionWeight { get; init; } = new FanInUniform();

    /// <value>For what convolutions add, where they add something; default PyTorch's.</value>
    public InitializationRule ConvolutionBias { get; init; } = new FanInUniform();

    /// <value>For the weights of dense layers; default PyTorch's.</value>
    public InitializationRule DenseWeight { get; init; } = new FanInUniform();

    /// <value>For what dense layers add; default PyTorch's.</value>
    public InitializationRule DenseBias { get; init; } = new FanInUniform();

    /// <value>What PyTorch's layers start with when nobody says anything: for small networks.</value>
    public static NetworkInitialization Default { get; } = new();

    /// <value>As torchvision's ResNet: convolutions Kaiming normal over the fan out, dense layer as PyTorch's.</value>
    public static NetworkInitialization Residual { get; } = new() { ConvolutionWeight = new KaimingNormal(FanMode.Out) };

    /// <value>As torchvision's VGG: convolutions Kaiming normal over the fan out, dense layers normal 0.01, all biases 0.</value>
    public static NetworkInitialization Vgg { get; } = new()
    {
        ConvolutionWeight = new KaimingNormal(FanMode.Out),
        ConvolutionBias = new ConstantNumber(),
        DenseWeight = new NormalNumbers(0.01),
        DenseBias = new ConstantNumber(),
    };

    internal TensorData Create(ParameterRequest request, int seed) => RuleFor(request.Kind).Create(request.Name, request.Dimensions, seed, request.Fans);

    private InitializationRule RuleFor(ParameterKind kind) => kind switch
    {
        ParameterKind.ConvolutionWeight => ConvolutionWeight,
        ParameterKind.ConvolutionBias => ConvolutionBias,
        ParameterKind.DenseWeight => DenseWeight,
        ParameterKind.DenseBias => DenseBias,
        ParameterKind.NormalizationScale or ParameterKind.RunningVariance => new ConstantNumber(1),
        _ => new ConstantNumber(0),
    };
}
