namespace MLPipeline.Training;

/// <summary>How a step is made from a gradient.</summary>
public enum HeadOptimizer
{
    /// <summary>Plain gradient descent: <c>w -= rate · g</c>.</summary>
    Sgd,

    /// <summary>Gradient descent with momentum 0.9 (B. Polyak 1964): <c>v = 0.9 v + g; w -= rate · v</c>.</summary>
    Momentum,

    /// <summary>Adam (D. Kingma, J. Ba 2014) with β 0.9 and 0.999, ε 1e-8.</summary>
    Adam,
}
