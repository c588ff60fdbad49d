using System.Collections.Immutable;

namespace MLPipeline.Graphs.Serialization;

/// <summary>The standard's Constant node is a constant value here; it holds its elements in one of several attributes.</summary>
internal static class ConstantNodes
{
    /// <summary>The elements, or null when they are in a form that is carried as it is (a sparse tensor).</summary>
    public static TensorData? Decode(AttributeMap attributes)
    {
        if (attributes.Count != 1) return null;
        var (name, value) = attributes.Values.First();
        return (name, value) switch
        {
            ("value", TensorData data) => data,
            ("value_float", float number) => TensorData.FromFloats([number]),
            ("value_floats", ImmutableArray<float> numbers) => TensorData.FromFloats(numbers.AsSpan(), numbers.Length),
            ("value_int", long number) => TensorData.FromInt64s([number]),
            ("value_ints", ImmutableArray<long> numbers) => TensorData.FromInt64s(numbers.AsSpan(), numbers.Length),
            ("value_string", string text) => TensorData.FromStrings([text]),
            ("value_strings", ImmutableArray<string> texts) => TensorData.FromStrings(texts, texts.Length),
            _ => null,
        };
    }
}
