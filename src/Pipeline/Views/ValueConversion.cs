using System.Globalization;
using MLPipeline.Data;
using MLPipeline.Inference;

namespace MLPipeline;

/// <summary>The types that a column's values can be read as.</summary>
internal static class ValueConversion
{
    /// <summary>How a column's value becomes an object of <paramref name="type"/>; null when it cannot.</summary>
    public static Func<object?, object?>? Find(DataViewSchema.Column column, Type type) => column.Type switch
    {
        TextDataViewType when type == typeof(string) => value => value ?? "",
        TextDataViewType when type == typeof(ReadOnlyMemory<char>) => value => ((string?)value ?? "").AsMemory(),
        BooleanDataViewType when type == typeof(bool) => value => value,
        NumberDataViewType or KeyDataViewType when NumberDataViewType.Find(type) is not null => value => Convert.ChangeType(value, type, CultureInfo.InvariantCulture),
        VectorDataViewType { IsImage: true } when type == typeof(byte[]) => value => ((EncodedImage)value!).ReadBytes(),
        VectorDataViewType { IsImage: true } when type == typeof(VBuffer<byte>) => value => new VBuffer<byte>(((EncodedImage)value!).ReadBytes()),
        VectorDataViewType { IsImage: false } when type == typeof(float[]) => value => ((float[])value!).ToArray(),
        VectorDataViewType { IsImage: false } when type == typeof(VBuffer<float>) => value => new VBuffer<float>((float[])value!),
        VectorDataViewType { IsImage: false } when column.HasSlotNames() && type.IsAssignableFrom(typeof(LabelScore[])) => value => BestFirst(column, (float[])value!),
        _ => null,
    };

    /// <exception cref="ArgumentException">The column cannot be read so.</exception>
    public static Func<object?, object?> Require(DataViewSchema.Column column, Type type) => Find(column, type)
        ?? throw new ArgumentException($"The column {column} cannot be read as {type.Name}.");

    private static LabelScore[] BestFirst(DataViewSchema.Column column, float[] scores) =>
        [.. column.Annotations.SlotNames!.Zip(scores, (label, score) => new LabelScore(label, score)).OrderByDescending(entry => entry.Score)]; // stable: ties keep their order
}
