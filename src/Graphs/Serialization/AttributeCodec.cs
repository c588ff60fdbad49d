using System.Collections.Immutable;
using System.Text;
using Google.Protobuf;
using MLPipeline.Graphs.Serialization.Protobuf;
using Kind = MLPipeline.Graphs.Serialization.Protobuf.AttributeProto.Types.AttributeType;

namespace MLPipeline.Graphs.Serialization;

/// <summary>Attributes from and to their ONNX messages.</summary>
internal static class AttributeCodec
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static object Decode(AttributeProto attribute, TensorCodec tensors, string place) => attribute.Type switch
    {
        Kind.Int => attribute.I,
        Kind.Float => attribute.F,
        Kind.String => (object?)TryDecode(attribute.S) ?? Opaque(attribute, tensors, place),
        Kind.Tensor when attribute.T is not null => tensors.Decode(attribute.T, place),
        Kind.Ints => ImmutableArray.CreateRange(attribute.Ints),
        Kind.Floats => ImmutableArray.CreateRange(attribute.Floats),
        Kind.Strings when attribute.Strings.Select(TryDecode).ToArray() is var texts && !texts.Contains(null) => ImmutableArray.Create(texts!),
        Kind.Tensors => ImmutableArray.CreateRange(attribute.Tensors.Select(tensor => tensors.Decode(tensor, place))),
        _ => Opaque(attribute, tensors, place),
    };

    public static AttributeProto Encode(string name, object value)
    {
        var attribute = new AttributeProto { Name = name };
        switch (value)
        {
            case long number:
                attribute.Type = Kind.Int;
                attribute.I = number;
                break;
            case float number:
                attribute.Type = Kind.Float;
                attribute.F = number;
                break;
            case string text:
                attribute.Type = Kind.String;
                attribute.S = ByteString.CopyFromUtf8(text);
                break;
            case TensorData tensor:
                attribute.Type = Kind.Tensor;
                attribute.T = TensorCodec.Encode(tensor, "");
                break;
            case ImmutableArray<long> numbers:
                attribute.Type = Kind.Ints;
                attribute.Ints.AddRange(numbers);
                break;
            case ImmutableArray<float> numbers:
                attribute.Type = Kind.Floats;
                attribute.Floats.AddRange(numbers);
                break;
            case ImmutableArray<string> texts:
                attribute.Type = Kind.Strings;
                attribute.Strings.AddRange(texts.Select(ByteString.CopyFromUtf8));
                break;
            case ImmutableArray<TensorData> items:
                attribute.Type = Kind.Tensors;
                attribute.Tensors.AddRange(items.Select(item => TensorCodec.Encode(item, "")));
                break;
            case OpaqueAttribute opaque:
                return AttributeProto.Parser.ParseFrom(opaque.Encoded.Span);
            default:
                throw new InvalidOperationException($"Attribute '{name}' holds a {value.GetType().Name}, which has no ONNX form.");
        }

        return attribute;
    }

    private static string? TryDecode(ByteString bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes.Span);
        }
        catch (DecoderFallbackException)
        {
            return null; // a custom operator's private bytes: kept opaque
        }
    }

    private static OpaqueAttribute Opaque(AttributeProto attribute, TensorCodec tensors, string place)
    {
        foreach (var graph in NestedGraphs.Of(attribute)) NestedGraphs.Internalize(graph, tensors, place);
        var names = NestedGraphs.Of(attribute).SelectMany(NestedGraphs.NamesInside).Distinct(StringComparer.Ordinal);
        return new OpaqueAttribute(attribute.ToByteArray(), [.. names]);
    }
}
