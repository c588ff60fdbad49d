namespace MLPipeline.Kernels.Elementwise;

/// <summary>Functions of one or two tensors, element by element; p and q are parameters.</summary>
public enum ElementOperation
{
    /// <summary>a + b.</summary>
    Add,

    /// <summary>a - b.</summary>
    Subtract,

    /// <summary>a b.</summary>
    Multiply,

    /// <summary>a / b.</summary>
    Divide,

    /// <summary>a + p.</summary>
    AddScalar,

    /// <summary>p a + q.</summary>
    Scale,

    /// <summary>a where a > 0, else 0.</summary>
    Relu,

    /// <summary>a where b > 0, else 0.</summary>
    ReluGradient,

    /// <summary>a between p and q.</summary>
    Clip,

    /// <summary>a where p &lt; b &lt; q, else 0.</summary>
    ClipGradient,

    /// <summary>a where a > 0, else p a.</summary>
    LeakyRelu,

    /// <summary>a where b > 0, else p a.</summary>
    LeakyReluGradient,

    /// <summary>1 / (1 + exp(-a)).</summary>
    Sigmoid,

    /// <summary>a b (1 - b).</summary>
    SigmoidGradient,

    /// <summary>p a + q between 0 and 1.</summary>
    HardSigmoid,

    /// <summary>p a where 0 &lt; p b + q &lt; 1, else 0.</summary>
    HardSigmoidGradient,

    /// <summary>a times (a / 6 + 1 / 2 between 0 and 1).</summary>
    HardSwish,

    /// <summary>0 up to b = -3, a from b = 3 on, a (2 b + 3) / 6 between.</summary>
    HardSwishGradient,

    /// <summary>a.</summary>
    Copy,
}
