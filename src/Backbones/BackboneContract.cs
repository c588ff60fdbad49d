using System.Text.Json;
using System.Text.Json.Serialization;
using MLPipeline.Inference;

namespace MLPipeline.Backbones;

/// <summary>
/// What a backbone's file says about itself, apart from its network; JSON under <see cref="MetadataKey"/> of the ONNX metadata.
/// </summary>
internal sealed record BackboneContract(InputContract Input, string FeatureTensor, int FeatureCount, string Source, string Licence)
{
    public const string MetadataKey = "mlpipeline.backbone";

    private const int CurrentVersion = 1;

    public string ToJson() => JsonSerializer.Serialize(
        new Fields
        {
            Version = CurrentVersion,
            Input = JsonDocument.Parse(InputContractJson.Write(Input)).RootElement,
            FeatureTensor = FeatureTensor,
            FeatureCount = FeatureCount,
            Source = Source,
            Licence = Licence,
        },
        BackboneContractJsonContext.Default.Fields);

    public static BackboneContract Parse(string text, string file)
    {
        try
        {
            var fields = JsonSerializer.Deserialize(text, BackboneContractJsonContext.Default.Fields)
                ?? throw new FormatException("it is empty");
            var input = InputContractJson.Read(fields.Input.GetRawText());
            return fields.Version is >= 1 and <= CurrentVersion
                ? new BackboneContract(input, fields.FeatureTensor, fields.FeatureCount, fields.Source, fields.Licence)
                : throw new FormatException($"its version is {fields.Version}, this program reads 1 to {CurrentVersion}");
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            throw new BackboneException(
                $"{file}: the metadata '{MetadataKey}' cannot be used: {error.Message}. Add the network again with backbone add.", error);
        }
    }

    internal sealed record Fields
    {
        public required int Version { get; init; }

        public required JsonElement Input { get; init; }

        public required string FeatureTensor { get; init; }

        public required int FeatureCount { get; init; }

        public required string Source { get; init; }

        public required string Licence { get; init; }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BackboneContract.Fields))]
internal sealed partial class BackboneContractJsonContext : JsonSerializerContext;
