using System.Text.Json;
using System.Text.Json.Serialization;
using MLPipeline.Runtime;

namespace MLPipeline.Inference;

/// <summary>
/// The names in a model file that this project gives a meaning to. They are a file format: docs/model-format.md describes them,
/// and they change only with <see cref="CurrentVersion"/>.
/// </summary>
public static class ModelMetadata
{
    /// <summary>The input tensor of an exported model: float <c>[batch, 3, H, W]</c>, RGB, 0 to 255.</summary>
    public const string ImageInput = "input";

    /// <summary>The output with the class probabilities, float <c>[batch, classes]</c>; each row sums to 1.</summary>
    public const string ScoreOutput = "Score";

    /// <summary>The output with the features that the classifier sees, float <c>[batch, D]</c>.</summary>
    public const string FeatureOutput = "features";

    /// <summary>Metadata key: the version of this format, a whole number.</summary>
    public const string VersionKey = "mlpipeline.format";

    /// <summary>Metadata key: the class names, a JSON array of strings in score order.</summary>
    public const string LabelsKey = "mlpipeline.labels";

    /// <summary>Metadata key: the <see cref="InputContract"/> as JSON.</summary>
    public const string InputKey = "mlpipeline.input";

    /// <summary>Metadata key: where the model came from, as JSON.</summary>
    public const string ProvenanceKey = "mlpipeline.provenance";

    /// <summary>The version that this code writes, and the newest that it reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The metadata of an exported model.</summary>
    public static IReadOnlyDictionary<string, string> Write(ModelContract contract)
    {
        ArgumentNullException.ThrowIfNull(contract);
        var metadata = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [VersionKey] = CurrentVersion.ToString(System.Globalization.CultureInfo.InvariantCulture),
            [LabelsKey] = JsonSerializer.Serialize([.. contract.Labels], ModelMetadataJsonContext.Default.StringArray),
            [InputKey] = InputContractJson.Write(contract.Input),
        };
        if (contract.Provenance is not null)
        {
            metadata[ProvenanceKey] = contract.Provenance;
        }

        return metadata;
    }

    /// <summary>Whether a loaded network carries this project's metadata.</summary>
    internal static bool IsPresent(OnnxSession session) => session.Metadata.ContainsKey(VersionKey);

    /// <exception cref="ModelFormatException">The metadata is missing, from a newer version, or contradicts the network.</exception>
    internal static ModelContract Read(OnnxSession session, string file)
    {
        string Field(string key) => session.Metadata.TryGetValue(key, out var text)
            ? text
            : throw new ModelFormatException($"{file} has no metadata '{key}'. It was not made by this project's trainer, or something removed it: train again, or say how to use it (input size, preset and labels).");

        if (!int.TryParse(Field(VersionKey), out var version) || version is < 1 or > CurrentVersion)
        {
            throw new ModelFormatException($"{file} has format version '{session.Metadata[VersionKey]}'; this program reads 1 to {CurrentVersion}. Use a newer version of it.");
        }

        try
        {
            var labels = JsonSerializer.Deserialize(Field(LabelsKey), ModelMetadataJsonContext.Default.StringArray) ?? [];
            if (Array.IndexOf(labels, null) >= 0)
            {
                throw new FormatException("A class has no name.");
            }

            return new ModelContract
            {
                Input = InputContractJson.Read(Field(InputKey)),
                Labels = labels,
                FeatureOutput = session.Outputs.Any(output => output.Name == FeatureOutput) ? FeatureOutput : null,
                Provenance = session.Metadata.GetValueOrDefault(ProvenanceKey),
            };
        }
        catch (Exception error) when (error is FormatException or JsonException)
        {
            throw new ModelFormatException($"{file} has damaged metadata: {error.Message}", error);
        }
    }
}

[JsonSourceGenerationOptions]
[JsonSerializable(typeof(string[]))]
internal sealed partial class ModelMetadataJsonContext : JsonSerializerContext;
