using MLPipeline.Data;

namespace MLPipeline.Vision;

/// <summary>The columns that a classifier reads and adds.</summary>
/// <param name="Image">The column of images.</param>
/// <param name="Score">The new column of probabilities.</param>
/// <param name="PredictedLabel">The new column of the most probable class.</param>
internal sealed record ClassifierColumns(string Image, string Score, string PredictedLabel)
{
    /// <summary>The new column that says why an image has no scores.</summary>
    public string Fault => Score + "Fault";

    /// <summary>The place of the images, and the schema with the new columns.</summary>
    public (int Image, DataViewSchema.Addition Addition) Bind(DataViewSchema input, IReadOnlyList<string> labels)
    {
        var addition = input.Add(
            new(Score, new VectorDataViewType(NumberDataViewType.Single, labels.Count), new() { SlotNames = labels }),
            new(PredictedLabel, new KeyDataViewType(labels.Count), new() { KeyValues = labels }),
            new(Fault, TextDataViewType.Instance));
        return (RequireImages(input, Image).Index, addition);
    }

    /// <exception cref="ArgumentException">The column is missing or holds no images.</exception>
    public static DataViewSchema.Column RequireImages(DataViewSchema schema, string column) => schema[column].Type is VectorDataViewType { IsImage: true }
        ? schema[column]
        : throw new ArgumentException($"The images have to be a vector of bytes, but the column {schema[column]} is not (LoadRawImageBytes makes one from paths).");
}
