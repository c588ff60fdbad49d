using System.Text.Json;
using System.Text.Json.Serialization;
using MLPipeline.Imaging;

namespace MLPipeline.Inference;

/// <summary>The text form of an <see cref="InputContract"/> inside model files; docs/model-format.md describes it field by field.</summary>
public static class InputContractJson
{
    /// <summary>Writes a contract on one line.</summary>
    public static string Write(InputContract contract)
    {
        ArgumentNullException.ThrowIfNull(contract);
        var fields = new Fields
        {
            Width = contract.Resize.Width,
            Height = contract.Resize.Height,
            Resize = NameOf(contract.Resize.Mode),
            ShortSide = contract.Resize.Mode == ResizeMode.CenterCrop ? contract.Resize.ShortSide : null,
            PadColour = contract.Resize.Mode == ResizeMode.Pad ? [contract.Resize.PadColour.R, contract.Resize.PadColour.G, contract.Resize.PadColour.B] : null,
            ChannelOrder = contract.ChannelOrder == ChannelOrder.Rgb ? "RGB" : "BGR",
            Layout = contract.Layout == TensorLayout.Nchw ? "NCHW" : "NHWC",
            Range = contract.Normalization.Range,
            Mean = [.. contract.Normalization.Mean],
            Deviation = [.. contract.Normalization.Deviation],
        };
        return JsonSerializer.Serialize(fields, InputContractJsonContext.Default.Fields);
    }

    /// <summary>Reads a contract.</summary>
    /// <exception cref="FormatException">The text is no contract; the message names every fault.</exception>
    public static InputContract Read(string text)
    {
        Fields fields;
        try
        {
            fields = JsonSerializer.Deserialize(text, InputContractJsonContext.Default.Fields) ?? throw new FormatException("The input contract is empty.");
        }
        catch (JsonException error)
        {
            throw new FormatException($"The input contract is not readable: {error.Message}", error);
        }

        var faults = new List<string>();
        var resize = ResizeOf(fields, faults);
        var normalization = new PixelNormalization { Range = fields.Range, Mean = fields.Mean ?? [], Deviation = fields.Deviation ?? [] };
        faults.AddRange(normalization.Faults());
        var order = Choose(fields.ChannelOrder, "channelOrder", faults, ("RGB", ChannelOrder.Rgb), ("BGR", ChannelOrder.Bgr));
        var layout = Choose(fields.Layout, "layout", faults, ("NCHW", TensorLayout.Nchw), ("NHWC", TensorLayout.Nhwc));

        return faults.Count == 0
            ? new InputContract { Resize = resize!, ChannelOrder = order, Layout = layout, Normalization = normalization }
            : throw new FormatException($"The input contract is not usable: {string.Join(" ", faults)}");
    }

    /// <summary>The name of a resize mode in files and on the command line: squash, crop or pad.</summary>
    public static string NameOf(ResizeMode mode) => mode switch
    {
        ResizeMode.Squash => "squash",
        ResizeMode.CenterCrop => "crop",
        ResizeMode.Pad => "pad",
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, null),
    };

    private static ResizeRule? ResizeOf(Fields fields, List<string> faults)
    {
        try
        {
            return Choose(fields.Resize, "resize", faults, ("squash", ResizeMode.Squash), ("crop", ResizeMode.CenterCrop), ("pad", ResizeMode.Pad)) switch
            {
                ResizeMode.CenterCrop => ResizeRule.CenterCrop(fields.ShortSide ?? Math.Min(fields.Width, fields.Height), fields.Width, fields.Height),
                ResizeMode.Pad => ResizeRule.Pad(fields.Width, fields.Height) with { PadColour = ColourOf(fields.PadColour, faults) },
                _ => ResizeRule.Squash(fields.Width, fields.Height),
            };
        }
        catch (ArgumentException error)
        {
            faults.Add(error.Message);
            return null;
        }
    }

    private static Rgb ColourOf(int[]? numbers, List<string> faults)
    {
        switch (numbers)
        {
            case null:
                return Rgb.Black;
            case [>= 0 and <= 255, >= 0 and <= 255, >= 0 and <= 255]:
                return new Rgb((byte)numbers[0], (byte)numbers[1], (byte)numbers[2]);
            default:
                faults.Add($"padColour is [{string.Join(", ", numbers)}]; it must be three numbers from 0 to 255 (red, green, blue).");
                return Rgb.Black;
        }
    }

    private static T Choose<T>(string? name, string field, List<string> faults, params ReadOnlySpan<(string Name, T Value)> choices)
    {
        foreach (var choice in choices)
        {
            if (choice.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return choice.Value;
            }
        }

        var names = new List<string>();
        foreach (var choice in choices)
        {
            names.Add(choice.Name);
        }

        faults.Add($"{field} is '{name}'; valid values are {string.Join(", ", names)}.");
        return choices[0].Value;
    }

    internal sealed record Fields
    {
        public int Width { get; init; }

        public int Height { get; init; }

        public string? Resize { get; init; }

        public int? ShortSide { get; init; }

        public int[]? PadColour { get; init; }

        public string? ChannelOrder { get; init; }

        public string? Layout { get; init; }

        public float Range { get; init; }

        public float[]? Mean { get; init; }

        public float[]? Deviation { get; init; }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InputContractJson.Fields))]
internal sealed partial class InputContractJsonContext : JsonSerializerContext;
