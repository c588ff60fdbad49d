using Google.Protobuf;
using MLPipeline.Graphs.Serialization.Protobuf;

namespace MLPipeline.Graphs.Serialization;

/// <summary>Turns one ONNX message into a graph, by way of a builder.</summary>
internal sealed class ModelDecoder(ModelProto model, string source, string? folder)
{
    private readonly TensorCodec _tensors = new(new ExternalData(folder));
    private readonly Dictionary<string, Value> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TypeProto> _declaredTypes = new(StringComparer.Ordinal);
    private GraphBuilder _builder = null!;

    public Graph Run()
    {
        var graph = model.Graph ?? throw new GraphFormatException($"{source} holds no network: it is not an ONNX model (perhaps a single ONNX tensor or another protobuf file).");
        if (graph.SparseInitializer.Count > 0)
        {
            throw new GraphFormatException($"{source}: initializer '{graph.SparseInitializer[0].Values?.Name}' is stored sparse, which is not supported. Export it dense.");
        }

        _builder = new GraphBuilder(graph.Name, ReadOperatorSets());
        foreach (var function in model.Functions) _builder.AddFunction(new LocalFunction(function.Domain, function.Name, function.Overload, function.ToByteArray()));
        foreach (var info in graph.ValueInfo.Concat(graph.Output))
        {
            if (info.Type is not null) _declaredTypes[info.Name] = info.Type;
        }

        AddInputs(graph);
        foreach (var tensor in graph.Initializer) Define(tensor.Name, _builder.Constant(NameOf(tensor), _tensors.Decode(tensor, $"{source}: initializer '{tensor.Name}'")));
        foreach (var node in new NodeSorter(source, _values.Keys).Sort(graph.Node)) AddNode(node);
        if (graph.Output.Count == 0) throw new GraphFormatException($"{source}: the network has no outputs. Export it with at least one.");
        var outputs = graph.Output.Select(output => (output.Name, OutputNamed(output.Name))).ToArray();
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in model.MetadataProps) metadata[entry.Key] = entry.Value;
        try
        {
            return _builder.Build(outputs, metadata);
        }
        catch (ArgumentException fault)
        {
            throw new GraphFormatException($"{source}: {fault.Message}", fault);
        }
    }

    private OperatorSets ReadOperatorSets()
    {
        int? standard = null;
        var others = OperatorSets.Of(0).Others;
        foreach (var set in model.OpsetImport)
        {
            var version = (int)Math.Clamp(set.Version, 0, int.MaxValue);
            if (StandardName(set.Domain).Length == 0) standard = version;
            else others = others.SetItem(set.Domain, version);
        }

        return standard switch
        {
            null => throw new GraphFormatException($"{source} does not say which version of the ONNX operators it uses: the file is cut short or no ONNX model."),
            < OperatorSets.Oldest or > OperatorSets.Newest => throw new GraphFormatException(
                $"{source} uses ONNX opset {standard}; supported are {OperatorSets.Oldest} to {OperatorSets.Newest}. Export it again with one of those (17 is a good choice)."),
            { } version => new OperatorSets(version, others),
        };
    }

    private void AddInputs(GraphProto graph)
    {
        // Until IR version 3 initializers had to be listed as inputs, too; they are constants all the same.
        var initialized = graph.Initializer.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var input in graph.Input)
        {
            if (initialized.Contains(input.Name)) continue;
            if (input.Name.Length == 0) throw new GraphFormatException($"{source}: an input has no name.");
            if (_values.ContainsKey(input.Name)) throw Duplicate(input.Name);
            var (type, shape, foreign) = OnnxTypes.Decode(input.Type);
            Define(input.Name, _builder.Input(input.Name, type, NameUnknown(shape, input.Name), foreign));
        }
    }

    /// <summary>Lengths that the file leaves open get a symbol, so that shapes further on can refer to them.</summary>
    private static TensorShape? NameUnknown(TensorShape? shape, string input)
    {
        for (var i = 0; i < shape?.Count; i++)
        {
            if (shape[i] == Dimension.Unknown) shape = shape.With(i, i == 0 ? "batch" : $"{input}_{i}");
        }

        return shape;
    }

    private void AddNode(NodeProto node)
    {
        var place = NodeSorter.Describe(source, node);
        var attributes = AttributeMap.Empty;
        var outer = new List<OuterReference>();
        foreach (var attribute in node.Attribute)
        {
            attributes = attributes.WithValue(attribute.Name, AttributeCodec.Decode(attribute, _tensors, $"{place}, attribute '{attribute.Name}'"));
            foreach (var name in NestedGraphs.Of(attribute).SelectMany(NestedGraphs.FreeNames)) outer.Add(new OuterReference(name, _values[name]));
        }

        var domain = StandardName(node.Domain);
        if (domain.Length == 0 && node.OpType == "Constant" && ConstantNodes.Decode(attributes) is { } data && node.Output.Count == 1)
        {
            Define(node.Output[0], _builder.Constant(node.Output[0], data));
            return;
        }

        var draft = new NodeDraft(
            node.OpType,
            domain,
            [.. node.Input.Select(name => name.Length == 0 ? null : _values[name])],
            [.. node.Output.Select(name => name.Length == 0 ? null : name)],
            attributes)
        {
            Name = node.Name.Length > 0 ? node.Name : node.OpType,
            Overload = node.Overload,
            OuterReferences = [.. outer.DistinctBy(reference => reference.NameInside)],
        };
        try
        {
            foreach (var result in _builder.AddNode(draft))
            {
                AdoptDeclaredType(result);
                Define(result.Name, result);
            }
        }
        catch (Exception fault) when (fault is GraphFormatException or ArgumentException)
        {
            throw new GraphFormatException($"{place}: {fault.Message}", fault);
        }
    }

    /// <summary>What the operator's rule leaves open, the file may say.</summary>
    private void AdoptDeclaredType(Value value)
    {
        if (!_declaredTypes.TryGetValue(value.Name, out var declared)) return;
        var (type, shape, foreign) = OnnxTypes.Decode(declared);
        value.ElementType ??= type;
        if (value.ElementType is null) value.ForeignType = foreign;
        if (value.Shape is null) value.Shape = shape;
        else if (shape is not null && shape.Count == value.Shape.Count)
        {
            value.Shape = new TensorShape(value.Shape.Zip(shape).Select(pair => pair.First == Dimension.Unknown ? pair.Second : pair.First));
        }
    }

    private Value OutputNamed(string name) =>
        _values.GetValueOrDefault(name)
        ?? throw new GraphFormatException($"{source}: output '{name}' is computed by no node. The file is damaged or was edited; export it again.");

    private void Define(string name, Value value)
    {
        if (!_values.TryAdd(name, value)) throw Duplicate(name);
    }

    private GraphFormatException Duplicate(string name) =>
        new($"{source}: two values are called '{name}'. Names must be unique; export the model again.");

    private string NameOf(TensorProto tensor) =>
        tensor.Name.Length > 0 ? tensor.Name : throw new GraphFormatException($"{source}: an initializer has no name.");

    // The specification has two names for the standard's domain.
    private static string StandardName(string domain) => domain == "ai.onnx" ? "" : domain;
}
