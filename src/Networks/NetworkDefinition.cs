using MLPipeline.Graphs;

namespace MLPipeline.Networks;

/// <summary>
/// A network as a row of a table: everything that tells it from others of its kind. Immutable and safe to share. Rows of one's own
/// are made with <c>new</c>, or from a row of the <see cref="NetworkCatalog"/> by <c>with</c>.
/// </summary>
public abstract record NetworkDefinition
{
    private protected NetworkDefinition()
    {
    }

    /// <value>By which it is called, in lower case: <c>resnet18</c>.</value>
    public required string Name { get; init; }

    /// <value>Which networks it belongs to, for people: <c>ResNet</c>.</value>
    public required string Family { get; init; }

    /// <value>The image it was published for, and what <see cref="NetworkOptions"/> leave open.</value>
    public required InputShape Input { get; init; }

    /// <value>The number of classes it was published for, at least 2.</value>
    public required int Classes { get; init; }

    /// <value>
    /// Trained numbers at <see cref="Input"/> and <see cref="Classes"/>; running means and variances are not among them. 0 for a row
    /// of one's own that does not say. See <see cref="NetworkSummary.Parameters"/> for the count of a graph.
    /// </value>
    public long Parameters { get; init; }

    /// <value>Where the network and its number of parameters are published.</value>
    public string Source { get; init; } = "";

    /// <value>What it is made of, in a few words: <c>basic blocks [2, 2, 2, 2]</c>.</value>
    public abstract string Structure { get; }

    /// <value>How its parameters start unless <see cref="NetworkOptions.Initialization"/> says otherwise.</value>
    public abstract NetworkInitialization DefaultInitialization { get; }

    /// <value>The dropout rate it was published with; null when it has no dropout.</value>
    public virtual double? DefaultDropoutRate => null;

    /// <summary>
    /// The network with fresh parameters, in opset 17: input <c>input</c> Float32 <c>[batch, C, H, W]</c>, pixels already normalised;
    /// output <c>logits</c> Float32 <c>[batch, classes]</c>. Parameters and nodes have the names that torchvision gives them, where it
    /// has the network. The same definition and options give the same bytes on every machine.
    /// </summary>
    /// <exception cref="NetworkException">The options do not fit the network; all faults are listed.</exception>
    public Graph Build(NetworkOptions? options = null)
    {
        options ??= new NetworkOptions();
        var initialization = options.Initialization ?? DefaultInitialization;
        return Build(options, request => initialization.Create(request, options.Seed));
    }

    /// <summary>
    /// The same graph as <see cref="Build(NetworkOptions?)"/> gives, but every parameter is zero and all share one piece of memory:
    /// for counting and for shapes, at no cost.
    /// </summary>
    /// <exception cref="NetworkException">The options do not fit the network; all faults are listed.</exception>
    public Graph Outline(NetworkOptions? options = null) => Build(options ?? new NetworkOptions(), new SharedZeros().Create);

    /// <summary>The smallest height and width that leave something to classify.</summary>
    public abstract int SmallestSize { get; }

    /// <summary>Every reason why the row makes no network; for rows of one's own.</summary>
    internal abstract IEnumerable<string> RowFaults();

    /// <summary>Adds the layers, from the pixels to the logits.</summary>
    internal abstract Value Write(LayerWriter layers, Value pixels, int classes);

    private Graph Build(NetworkOptions options, ParameterSource parameters)
    {
        var faults = options.FaultsFor(this);
        if (faults.Count > 0) throw new NetworkException(faults);
        var shape = options.InputOf(this);
        var builder = new GraphBuilder(Name);
        var pixels = builder.Input("input", ElementType.Float32, new TensorShape("batch", shape.Channels, shape.Height, shape.Width));
        var layers = new LayerWriter(builder, this, options, parameters);
        return builder.Build([("logits", Write(layers, pixels, options.Classes ?? Classes))]);
    }
}
