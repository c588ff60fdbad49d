using System.Text.Json;
using System.Text.Json.Serialization;
using MLPipeline.Data;

namespace MLPipeline.Saving;

/// <summary>The steps around a classifier and the columns they start from, as a model file keeps them: JSON under <see cref="MetadataKey"/>.</summary>
internal sealed record SavedPipeline
{
    public const string MetadataKey = "mlpipeline.pipeline";

    public required SavedColumn[] Columns { get; init; }

    public required SavedStep[] Steps { get; init; }

    /// <summary>What a model file without a pipeline is taken for: a path comes in, a class name goes out.</summary>
    public static SavedPipeline Plain { get; } = new()
    {
        Columns = [new SavedColumn { Name = "ImagePath", Type = TextDataViewType.Instance.ToString() }],
        Steps =
        [
            new SavedStep { Kind = SavedStep.LoadImage, Input = "ImagePath", Output = "Image" },
            new SavedStep { Kind = SavedStep.Classify, Input = "Image", Output = "Score", PredictedLabel = "PredictedLabel" },
            new SavedStep { Kind = SavedStep.KeyToValue, Input = "PredictedLabel", Output = "PredictedLabel" },
        ],
    };

    public static SavedPipeline Read(string json) => JsonSerializer.Deserialize(json, SavedPipelineJson.Default.SavedPipeline)!;

    /// <summary>The class names of a model file's metadata.</summary>
    public static string[]? ReadLabels(string json) => JsonSerializer.Deserialize(json, SavedPipelineJson.Default.StringArray);

    public string Write() => JsonSerializer.Serialize(this, SavedPipelineJson.Default.SavedPipeline);

    public DataViewSchema ToSchema() => new(Columns.Select(column => column.ToColumn()));
}

/// <summary>A step; which of the names are there depends on its kind.</summary>
internal sealed record SavedStep
{
    public const string ValueToKey = "MapValueToKey";
    public const string KeyToValue = "MapKeyToValue";
    public const string LoadImage = "LoadRawImageBytes";
    public const string Copy = "CopyColumns";
    public const string Classify = "ImageClassification";

    public required string Kind { get; init; }

    public required string Input { get; init; }

    public required string Output { get; init; }

    public string? PredictedLabel { get; init; }

    public string[]? Values { get; init; }
}

/// <summary>A column that a pipeline starts from.</summary>
internal sealed record SavedColumn
{
    public required string Name { get; init; }

    public required string Type { get; init; }

    public string[]? KeyValues { get; init; }

    public string[]? SlotNames { get; init; }

    public static SavedColumn Of(DataViewSchema.Column column) => new()
    {
        Name = column.Name,
        Type = TypeName(column.Type),
        KeyValues = column.Annotations.KeyValues?.ToArray(),
        SlotNames = column.Annotations.SlotNames?.ToArray(),
    };

    public DataViewSchema.NewColumn ToColumn() => new(Name, TypeOf(), new() { KeyValues = KeyValues, SlotNames = SlotNames });

    private static string TypeName(DataViewType type) => type switch
    {
        KeyDataViewType => "Key",
        VectorDataViewType vector => $"{vector.ItemType}[]",
        _ => type.ToString()!,
    };

    private DataViewType TypeOf() => Type switch
    {
        "String" => TextDataViewType.Instance,
        "Boolean" => BooleanDataViewType.Instance,
        "Key" => new KeyDataViewType(KeyValues?.Length ?? 0),
        "Byte[]" => VectorDataViewType.Image,
        "Single[]" => new VectorDataViewType(NumberDataViewType.Single, SlotNames?.Length ?? 0),
        _ => NumberDataViewType.Find(Type) ?? throw new FormatException($"a column of type {Type} is not known"),
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SavedPipeline))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class SavedPipelineJson : JsonSerializerContext;
