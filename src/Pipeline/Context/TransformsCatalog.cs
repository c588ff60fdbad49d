using MLPipeline.Transforms;

namespace MLPipeline;

/// <summary>Steps that prepare columns.</summary>
public sealed class TransformsCatalog
{
    internal TransformsCatalog()
    {
    }

    /// <summary>Texts to keys and back.</summary>
    public ConversionTransforms Conversion { get; } = new();

    /// <summary>Adds the bytes of image files. Each file is read when its bytes are needed, by the thread that needs them; they are never all in memory.</summary>
    /// <param name="outputColumnName">The new column: a vector of bytes.</param>
    /// <param name="imageFolder">The folder that relative paths start from; null or empty for the current one. It does not get into saved models.</param>
    /// <param name="inputColumnName">The column with the paths; null when it has the new column's name.</param>
    public ImageLoadingEstimator LoadRawImageBytes(string outputColumnName, string? imageFolder, string? inputColumnName = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        return new ImageLoadingEstimator(outputColumnName, imageFolder, inputColumnName ?? outputColumnName);
    }

    /// <summary>Gives a column a second name.</summary>
    /// <param name="outputColumnName">The new name.</param>
    /// <param name="inputColumnName">The column.</param>
    public ColumnCopyingEstimator CopyColumns(string outputColumnName, string inputColumnName)
    {
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(inputColumnName);
        return new ColumnCopyingEstimator(outputColumnName, inputColumnName);
    }

    /// <summary>Texts to keys and back.</summary>
    public sealed class ConversionTransforms
    {
        internal ConversionTransforms()
        {
        }

        /// <summary>Numbers the different texts of a column from 1; texts that are empty or not in the data learned from get 0, the missing key.</summary>
        /// <param name="outputColumnName">The column of keys; it remembers the texts.</param>
        /// <param name="inputColumnName">The column of texts; null when it has the same name, which the keys then take over.</param>
        /// <param name="keyOrdinality">
        /// Which text gets which number. Default by value, unlike ML.NET: so the order of a model's classes does not depend on the order of the rows.
        /// </param>
        /// <param name="addKeyValueAnnotationsAsText">Without effect, for the values are texts; it lets generated programs compile.</param>
        public ValueToKeyMappingEstimator MapValueToKey(
            string outputColumnName,
            string? inputColumnName = null,
            ValueToKeyMappingEstimator.KeyOrdinality keyOrdinality = ValueToKeyMappingEstimator.KeyOrdinality.ByValue,
            bool addKeyValueAnnotationsAsText = false)
        {
            ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
            _ = addKeyValueAnnotationsAsText;
            return new ValueToKeyMappingEstimator(outputColumnName, inputColumnName ?? outputColumnName, keyOrdinality);
        }

        /// <summary>Replaces keys by the texts they stand for; the missing key becomes an empty text.</summary>
        /// <param name="outputColumnName">The column of texts.</param>
        /// <param name="inputColumnName">The column of keys; null when it has the same name, which the texts then take over.</param>
        public KeyToValueMappingEstimator MapKeyToValue(string outputColumnName, string? inputColumnName = null)
        {
            ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
            return new KeyToValueMappingEstimator(outputColumnName, inputColumnName ?? outputColumnName);
        }
    }
}
