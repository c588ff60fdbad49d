using MLPipeline.Graphs.Serialization.Protobuf;

namespace MLPipeline.Graphs.Serialization;

/// <summary>Turns a graph into its ONNX message; everything in an order that depends on the graph alone.</summary>
internal sealed class ModelEncoder(Graph graph)
{
    // The format's limit is 2^31 - 1 bytes; names and structure take far less than what is kept free here.
    private const long TensorByteLimit = int.MaxValue - (64L << 20);

    public ModelProto Run()
    {
        RequireSize();
        var model = new ModelProto { IrVersion = IrVersion(), ProducerName = "MLPipeline", Graph = new GraphProto { Name = graph.Name } };
        if (graph.Name.Length == 0) model.Graph.Name = "graph"; // the specification demands a name
        model.OpsetImport.Add(new OperatorSetIdProto { Version = graph.OpsetVersion });
        model.OpsetImport.AddRange(graph.OtherDomains.Select(pair => new OperatorSetIdProto { Domain = pair.Key, Version = pair.Value }));
        model.MetadataProps.AddRange(graph.Metadata.Select(pair => new StringStringEntryProto { Key = pair.Key, Value = pair.Value }));
        model.Functions.AddRange(graph.Functions.Select(function => FunctionProto.Parser.ParseFrom(function.Encoded.Span)));

        var encoded = model.Graph;
        encoded.Input.AddRange(graph.Inputs.Select(OnnxTypes.Encode));
        encoded.Output.AddRange(graph.Outputs.Select(OnnxTypes.Encode));
        encoded.Initializer.AddRange(graph.Constants.Select(constant => TensorCodec.Encode(constant.Constant!, constant.Name)));
        encoded.Node.AddRange(graph.Nodes.Select(Encode));
        encoded.ValueInfo.AddRange(graph.Nodes.Where(node => !ShapeInference.Knows(node)).SelectMany(TypesThatNobodyElseKnows));
        return model;
    }

    private void RequireSize()
    {
        var bytes = graph.Constants.Sum(constant => (long)constant.Constant!.Bytes.Length);
        if (bytes > TensorByteLimit)
        {
            throw new GraphFormatException($"Network '{graph.Name}' has {bytes} bytes of weights; an ONNX file cannot have more than 2 GB. Use a smaller network.");
        }
    }

    /// <summary>
    /// The oldest version of the file format in which the operators and what is used of the format exist, and at least 4, from
    /// which on initializers need not be inputs. Source: the version table of the ONNX specification (docs/Versioning.md).
    /// </summary>
    private long IrVersion()
    {
        var forOperators = graph.OpsetVersion switch
        {
            <= 9 => 4,
            10 => 5,
            11 => 6,
            <= 14 => 7,
            <= 18 => 8,
            <= 20 => 9,
            _ => 10,
        };
        var forFunctions = graph.Functions.Count == 0 ? 0 : graph.Functions.Any(function => function.Overload.Length > 0) ? 10 : 8;
        return Math.Max(forOperators, forFunctions);
    }

    private NodeProto Encode(Node node)
    {
        var encoded = new NodeProto { Name = node.Name, OpType = node.Operator, Domain = node.Domain, Overload = node.Overload };
        encoded.Input.AddRange(node.Inputs.Select(input => input?.Name ?? ""));
        encoded.Output.AddRange(node.Outputs.Select(output => output?.Name ?? ""));
        encoded.Attribute.AddRange(node.Attributes.Values.Select(pair => AttributeCodec.Encode(pair.Key, pair.Value)));
        if (node.Attributes.Values.Values.Any(value => value is OpaqueAttribute)) RenameInside(node, encoded);
        return encoded;
    }

    private void RenameInside(Node node, NodeProto encoded)
    {
        var outside = new NameAuthority();
        foreach (var value in graph.Inputs.Concat(graph.Constants).Concat(graph.Nodes.SelectMany(each => each.Outputs).OfType<Value>())) outside.TryTake(value.Name);
        var outerNames = node.OuterReferences.ToDictionary(reference => reference.NameInside, reference => reference.Value.Name, StringComparer.Ordinal);
        foreach (var nested in encoded.Attribute.SelectMany(NestedGraphs.Of)) NestedGraphs.Rename(nested, outerNames, outside);
    }

    private static IEnumerable<ValueInfoProto> TypesThatNobodyElseKnows(Node node) =>
        node.Outputs.OfType<Value>().Where(value => value.ElementType is not null || value.ForeignType.Length > 0).Select(OnnxTypes.Encode);
}
