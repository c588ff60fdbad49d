using System.Text;

namespace MLPipeline.Runtime.Rewriting;

/// <summary>A node of a model (<c>NodeProto</c>) with its attributes of whole numbers.</summary>
internal sealed record OnnxNode
{
    private const int InputField = 1, OutputField = 2, NameField = 3, AttributeField = 5, DomainField = 7;
    private const int AttributeName = 1, AttributeNumber = 3, AttributeText = 4, AttributeNumbers = 8, AttributeType = 20, TypeNumbers = 7;

    public List<string> Inputs { get; init; } = [];

    public List<string> Outputs { get; init; } = [];

    public string Name { get; private set; } = "";

    public string Operator { get; private set; } = "";

    public string Domain { get; private set; } = "";

    /// <summary>By name: attributes of whole numbers, be it one or several.</summary>
    public Dictionary<string, long[]> Numbers { get; } = [];

    /// <summary>By name: attributes of text.</summary>
    public Dictionary<string, string> Texts { get; } = [];

    /// <exception cref="InvalidDataException">The bytes are no node.</exception>
    public static OnnxNode Read(ReadOnlySpan<byte> message)
    {
        var node = new OnnxNode();
        foreach (var field in new WireReader(message))
        {
            var value = field.Value(message);
            switch (field.Number)
            {
                case InputField:
                    node.Inputs.Add(Encoding.UTF8.GetString(value));
                    break;
                case OutputField:
                    node.Outputs.Add(Encoding.UTF8.GetString(value));
                    break;
                case NameField:
                    node.Name = Encoding.UTF8.GetString(value);
                    break;
                case OnnxFields.NodeOperator:
                    node.Operator = Encoding.UTF8.GetString(value);
                    break;
                case DomainField:
                    node.Domain = Encoding.UTF8.GetString(value);
                    break;
                case AttributeField:
                    node.ReadAttribute(value);
                    break;
            }
        }

        return node;
    }

    /// <summary>A node's bytes.</summary>
    public static ReadOnlySpan<byte> Write(
        string name, string operatorName, string domain, IEnumerable<string> inputs, string output, (string Name, long[] Numbers)? attribute = null)
    {
        var node = new WireWriter();
        foreach (var input in inputs)
        {
            node.Text(InputField, input);
        }

        node.Text(OutputField, output);
        node.Text(NameField, name);
        node.Text(OnnxFields.NodeOperator, operatorName);
        node.Text(DomainField, domain);
        if (attribute is var (attributeName, numbers))
        {
            var written = new WireWriter();
            written.Text(AttributeName, attributeName);
            foreach (var number in numbers)
            {
                written.Number(AttributeNumbers, number);
            }

            written.Number(AttributeType, TypeNumbers);
            node.Bytes(AttributeField, written.Written);
        }

        return node.Written;
    }

    /// <summary>Whether an attribute of numbers is missing or is this.</summary>
    public bool HasOrLacks(string attribute, params ReadOnlySpan<long> expected) =>
        !Numbers.TryGetValue(attribute, out var numbers) || expected.SequenceEqual(numbers);

    private void ReadAttribute(ReadOnlySpan<byte> message)
    {
        var (name, numbers, text) = ("", new List<long>(), "");
        foreach (var field in new WireReader(message))
        {
            switch (field.Number)
            {
                case AttributeName:
                    name = Encoding.UTF8.GetString(field.Value(message));
                    break;
                case AttributeNumber or AttributeNumbers when field.Kind == WireKind.Varint:
                    numbers.Add((long)field.Number64);
                    break;
                case AttributeNumbers:
                    numbers.AddRange(WireReader.Packed(field.Value(message)));
                    break;
                case AttributeText:
                    text = Encoding.UTF8.GetString(field.Value(message));
                    break;
            }
        }

        if (numbers.Count > 0)
        {
            Numbers[name] = [.. numbers];
        }

        if (text.Length > 0)
        {
            Texts[name] = text;
        }
    }
}
