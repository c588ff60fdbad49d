using System.Text;
using MLPipeline.Runtime.Operators;
using MLPipeline.Runtime.Winograd;

namespace MLPipeline.Runtime.Rewriting;

/// <summary>
/// Puts <see cref="WinogradOperator"/> in the place of the 3x3 8-bit convolutions of a model that it computes, in memory, when the model is
/// loaded: the file stays ONNX that every runtime reads. Everything else is copied byte by byte.
/// </summary>
internal static class WinogradRewriting
{
    private static readonly long[] ToChannelsLast = [0, 2, 3, 1];
    private static readonly long[] ToChannelsFirst = [0, 3, 1, 2];

    /// <summary>The model with other nodes, and how many; null where there is nothing to put in place, or the bytes are no model.</summary>
    public static (byte[] Model, int Layers)? Apply(ReadOnlySpan<byte> model)
    {
        try
        {
            WireField? graph = null;
            foreach (var field in new WireReader(model))
            {
                if (field.Number == OnnxFields.ModelGraph)
                {
                    if (graph is not null || field.Kind != WireKind.Bytes)
                    {
                        return null;
                    }

                    graph = field;
                }
            }

            if (graph is not { } found)
            {
                return null;
            }

            var replacements = Replacements(found.Value(model));
            return replacements.Count == 0 ? null : (WithGraph(model, found, replacements), replacements.Count);
        }
        catch (InvalidDataException)
        {
            return null; // ONNX Runtime says what is wrong with it
        }
    }

    /// <summary>Which nodes are replaced, in their order, and the fields that take their place.</summary>
    private static List<Replacement> Replacements(ReadOnlySpan<byte> graph)
    {
        var candidates = Candidates(graph);
        if (candidates.Count == 0)
        {
            return [];
        }

        var constants = Constants(graph, [.. candidates.SelectMany(candidate => candidate.Node.Inputs)]);
        return [.. from candidate in candidates where Takes(candidate.Node, constants)
                   select new Replacement(candidate.Start, candidate.End, InPlaceOf(candidate.Node))];
    }

    /// <summary>Nodes that may be such convolutions.</summary>
    private static List<Candidate> Candidates(ReadOnlySpan<byte> graph)
    {
        var nodes = new List<Candidate>();
        foreach (var field in new WireReader(graph))
        {
            if (field is { Number: OnnxFields.GraphNode, Kind: WireKind.Bytes }
                && OnnxNode.Read(field.Value(graph)) is { Operator: "QLinearConv", Domain: "" or "ai.onnx", Inputs.Count: 8 or 9, Outputs.Count: 1 } node)
            {
                nodes.Add(new Candidate(field.Start, field.End, node));
            }
        }

        return nodes;
    }

    /// <summary>Tensors that are the same in every run: stored, and no input of the graph, by which a caller could replace them.</summary>
    private static Dictionary<string, OnnxTensor> Constants(ReadOnlySpan<byte> graph, HashSet<string> wanted)
    {
        var constants = new Dictionary<string, OnnxTensor>();
        foreach (var field in new WireReader(graph))
        {
            if (field is { Number: OnnxFields.GraphInitializer, Kind: WireKind.Bytes } && OnnxTensor.NameOf(field.Value(graph)) is var name && wanted.Contains(name)
                && OnnxTensor.Read(field.Value(graph)) is { } tensor)
            {
                constants[name] = tensor;
            }
        }

        foreach (var field in new WireReader(graph))
        {
            if (field is { Number: OnnxFields.GraphInput, Kind: WireKind.Bytes })
            {
                constants.Remove(InputName(field.Value(graph)));
            }
        }

        return constants;
    }

    private static string InputName(ReadOnlySpan<byte> input)
    {
        foreach (var field in new WireReader(input))
        {
            if (field.Number == OnnxFields.ValueName)
            {
                return Encoding.UTF8.GetString(field.Value(input));
            }
        }

        return "";
    }

    /// <summary>Whether a node is one that the operator computes, down to the type and size of everything that it reads.</summary>
    private static bool Takes(OnnxNode node, Dictionary<string, OnnxTensor> constants)
    {
        var isPlain = node.HasOrLacks("group", 1) && node.HasOrLacks("strides", 1, 1) && node.HasOrLacks("dilations", 1, 1)
            && node.HasOrLacks("kernel_shape", 3, 3) && node.Numbers.TryGetValue("pads", out var pads) && pads is [1, 1, 1, 1]
            && node.Texts.GetValueOrDefault("auto_pad", "NOTSET") == "NOTSET";
        if (!isPlain || Constant(3) is not { DataType: OrtElementType.Int8, Shape: [var outputs, var inputs, 3, 3] } filters || !WinogradLayer.Takes(outputs, inputs))
        {
            return false;
        }

        return filters.RawBytes == outputs * inputs * 9
            && IsOf(1, OrtElementType.Float, 4, 1) && IsOf(2, OrtElementType.UInt8, 1, 1)
            && (IsOf(4, OrtElementType.Float, 4, 1) || IsOf(4, OrtElementType.Float, 4, outputs))
            && (IsOf(5, OrtElementType.Int8, 1, 1) || IsOf(5, OrtElementType.Int8, 1, outputs)) && Constant(5)!.IsZero
            && IsOf(6, OrtElementType.Float, 4, 1) && IsOf(7, OrtElementType.UInt8, 1, 1)
            && (node.Inputs.Count == 8 || IsOf(8, OrtElementType.Int32, 4, outputs));

        OnnxTensor? Constant(int input) => constants.GetValueOrDefault(node.Inputs[input]);

        bool IsOf(int input, int type, int bytes, long length) =>
            Constant(input) is { } tensor && tensor.DataType == type && tensor.Length == length && tensor.RawBytes == length * bytes;
    }

    /// <summary>The operator between two transpositions, which ONNX Runtime's optimiser takes away: it has its own convolutions channels-last too.</summary>
    private static byte[] InPlaceOf(OnnxNode node)
    {
        var output = node.Outputs[0];
        var (image, result) = ($"{WinogradOperator.Domain}:{output}:image", $"{WinogradOperator.Domain}:{output}:result");
        var fields = new WireWriter();
        Add(OnnxNode.Write($"{image}:transpose", "Transpose", "", [node.Inputs[0]], image, ("perm", ToChannelsLast)));
        Add(OnnxNode.Write(node.Name, WinogradOperator.Name, WinogradOperator.Domain, [image, .. node.Inputs.Skip(1)], result));
        Add(OnnxNode.Write($"{result}:transpose", "Transpose", "", [result], output, ("perm", ToChannelsFirst)));
        return fields.ToArray();

        void Add(ReadOnlySpan<byte> written) => fields.Bytes(OnnxFields.GraphNode, written);
    }

    private static byte[] WithGraph(ReadOnlySpan<byte> model, WireField graph, List<Replacement> replacements)
    {
        var nodes = graph.Value(model);
        var length = nodes.Length + replacements.Sum(each => each.Fields.Length - (each.End - each.Start));
        var head = new WireWriter();
        head.BytesAhead(OnnxFields.ModelGraph, length);
        var set = new WireWriter();
        set.Text(OnnxFields.SetDomain, WinogradOperator.Domain);
        set.Number(OnnxFields.SetVersion, WinogradOperator.DomainVersion);
        var tail = new WireWriter();
        tail.Bytes(OnnxFields.ModelOperatorSet, set.Written);

        // The weights are most of it, and are copied once.
        var written = GC.AllocateUninitializedArray<byte>(
            model.Length - (graph.End - graph.Start) + head.Written.Length + length + tail.Written.Length);
        var rest = written.AsSpan();
        rest = Put(model[..graph.Start], rest);
        rest = Put(head.Written, rest);
        var copied = 0;
        foreach (var replacement in replacements)
        {
            rest = Put(nodes[copied..replacement.Start], rest);
            rest = Put(replacement.Fields, rest);
            copied = replacement.End;
        }

        rest = Put(nodes[copied..], rest);
        rest = Put(model[graph.End..], rest);
        Put(tail.Written, rest);
        return written;
    }

    /// <summary>Copies fields to where there is room.</summary>
    /// <returns>The room that is left.</returns>
    private static Span<byte> Put(ReadOnlySpan<byte> fields, Span<byte> room)
    {
        fields.CopyTo(room);
        return room[fields.Length..];
    }

    /// <summary>A node, and where in the graph's bytes it begins and ends.</summary>
    private sealed record Candidate(int Start, int End, OnnxNode Node);

    /// <summary>Fields to put in the place of a node.</summary>
    private sealed record Replacement(int Start, int End, byte[] Fields);
}
