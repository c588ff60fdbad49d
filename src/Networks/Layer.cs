namespace MLPipeline.Networks;

/// <summary>A layer of a network without branches.</summary>
/// <param name="Name">The node's name, and what its parameters' names begin with.</param>
public abstract record Layer(string Name)
{
    /// <summary>A convolution with stride 1 and bias.</summary>
    /// <param name="Name">As <c>conv1</c>.</param>
    /// <param name="Width">Channels of its result.</param>
    /// <param name="Kernel">Height and width of the kernel.</param>
    /// <param name="Padding">Zeros on every side; default none.</param>
    public sealed record Convolution(string Name, int Width, int Kernel, int Padding = 0) : Layer(Name);

    /// <summary>Batch normalisation.</summary>
    /// <param name="Name">As <c>bn1</c>.</param>
    public sealed record Normalization(string Name) : Layer(Name);

    /// <summary>The larger of the number and 0.</summary>
    /// <param name="Name">As <c>relu1</c>.</param>
    public sealed record Relu(string Name) : Layer(Name);

    /// <summary>The largest of 2x2, at every second pixel.</summary>
    /// <param name="Name">As <c>pool1</c>.</param>
    public sealed record MaxPooling(string Name) : Layer(Name);

    /// <summary>The mean of 2x2, at every second pixel.</summary>
    /// <param name="Name">As <c>pool1</c>.</param>
    public sealed record AveragePooling(string Name) : Layer(Name);

    /// <summary>Zeroes elements at random while the network is trained; all dropouts of a network have one rate.</summary>
    /// <param name="Name">As <c>dropout</c>.</param>
    public sealed record Dropout(string Name) : Layer(Name);

    /// <summary><c>[N, C, H, W]</c> to <c>[N, C · H · W]</c>.</summary>
    /// <param name="Name">As <c>flatten</c>.</param>
    public sealed record Flatten(string Name) : Layer(Name);

    /// <summary>A dense layer with bias.</summary>
    /// <param name="Name">As <c>fc1</c>.</param>
    /// <param name="Width">Numbers in its result; null for one for each class.</param>
    public sealed record Dense(string Name, int? Width = null) : Layer(Name);
}
