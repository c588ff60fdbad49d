using System.Collections.Immutable;

namespace MLPipeline.Graphs;

/// <summary>
/// The attributes of a node by name, in ordinal order. Immutable: <c>With</c> gives a larger map. The typed getters take the
/// default that the operator's specification names; an attribute of another type than asked for is an error, never a default.
/// </summary>
public sealed class AttributeMap
{
    private readonly ImmutableSortedDictionary<string, object> _values;

    private AttributeMap(ImmutableSortedDictionary<string, object> values) => _values = values;

    /// <summary>No attributes.</summary>
    public static AttributeMap Empty { get; } = new(ImmutableSortedDictionary.Create<string, object>(StringComparer.Ordinal));

    /// <summary>How many attributes are set.</summary>
    public int Count => _values.Count;

    /// <summary>The names, in ordinal order.</summary>
    public IEnumerable<string> Names => _values.Keys;

    /// <summary>The attributes' values by name: long, float, string, TensorData, their immutable arrays, or an opaque attribute.</summary>
    internal IReadOnlyDictionary<string, object> Values => _values;

    /// <summary>Whether the attribute is set.</summary>
    public bool Contains(string name) => _values.ContainsKey(name);

    /// <summary>With an integer (ONNX INT) more, or in place of the one that had the name.</summary>
    public AttributeMap With(string name, long value) => WithValue(name, value);

    /// <summary>With a number (ONNX FLOAT) more, or in place of the one that had the name.</summary>
    public AttributeMap With(string name, float value) => WithValue(name, value);

    /// <summary>With a text (ONNX STRING) more, or in place of the one that had the name.</summary>
    public AttributeMap With(string name, string value) => WithValue(name, value);

    /// <summary>With a tensor (ONNX TENSOR) more, or in place of the one that had the name.</summary>
    public AttributeMap With(string name, TensorData value) => WithValue(name, value);

    /// <summary>With a list of integers (ONNX INTS) more, or in place of the one that had the name.</summary>
    public AttributeMap With(string name, params ReadOnlySpan<long> values) => WithValue(name, ImmutableArray.Create(values));

    /// <summary>With a list of numbers (ONNX FLOATS) more, or in place of the one that had the name.</summary>
    public AttributeMap With(string name, params ReadOnlySpan<float> values) => WithValue(name, ImmutableArray.Create(values));

    /// <summary>With a list of texts (ONNX STRINGS) more, or in place of the one that had the name.</summary>
    public AttributeMap With(string name, params ReadOnlySpan<string> values) => WithValue(name, ImmutableArray.Create(values));

    /// <summary>Without the attribute of that name, if there is one.</summary>
    public AttributeMap Without(string name) => new(_values.Remove(name));

    /// <summary>The integer of that name, or <paramref name="defaultValue"/> when it is not set.</summary>
    /// <exception cref="GraphFormatException">The attribute has another type.</exception>
    public long GetInt(string name, long defaultValue = 0) => Get(name, defaultValue);

    /// <summary>The number of that name, or <paramref name="defaultValue"/> when it is not set.</summary>
    /// <exception cref="GraphFormatException">The attribute has another type.</exception>
    public float GetFloat(string name, float defaultValue = 0) => Get(name, defaultValue);

    /// <summary>The text of that name, or <paramref name="defaultValue"/> when it is not set.</summary>
    /// <exception cref="GraphFormatException">The attribute has another type.</exception>
    public string GetString(string name, string defaultValue = "") => Get(name, defaultValue);

    /// <summary>The tensor of that name, or null when it is not set.</summary>
    /// <exception cref="GraphFormatException">The attribute has another type.</exception>
    public TensorData? GetTensor(string name) => Get<TensorData?>(name, null);

    /// <summary>The integers of that name, or null when they are not set.</summary>
    /// <exception cref="GraphFormatException">The attribute has another type.</exception>
    public IReadOnlyList<long>? GetInts(string name) => Contains(name) ? Get<ImmutableArray<long>>(name, []) : null;

    /// <summary>The numbers of that name, or null when they are not set.</summary>
    /// <exception cref="GraphFormatException">The attribute has another type.</exception>
    public IReadOnlyList<float>? GetFloats(string name) => Contains(name) ? Get<ImmutableArray<float>>(name, []) : null;

    /// <summary>The texts of that name, or null when they are not set.</summary>
    /// <exception cref="GraphFormatException">The attribute has another type.</exception>
    public IReadOnlyList<string>? GetStrings(string name) => Contains(name) ? Get<ImmutableArray<string>>(name, []) : null;

    /// <summary>Such as <c>{group=1, pads=[1, 1, 1, 1]}</c>.</summary>
    public override string ToString() => GraphText.Describe(this);

    internal AttributeMap WithValue(string name, object value) => new(_values.SetItem(name, value));

    private T Get<T>(string name, T defaultValue)
    {
        if (!_values.TryGetValue(name, out var value)) return defaultValue;
        return value is T typed
            ? typed
            : throw new GraphFormatException($"Attribute '{name}' is {GraphText.DescribeAttribute(value)}; the operator wants another type.");
    }
}

/// <summary>An attribute kept as the bytes of its ONNX message: nested graphs, sparse tensors, types, texts that are not UTF-8.</summary>
/// <param name="Encoded">The whole attribute message.</param>
/// <param name="NamesInside">All names that its nested graphs give to their own values and nodes.</param>
internal sealed record OpaqueAttribute(ReadOnlyMemory<byte> Encoded, IReadOnlyList<string> NamesInside);
