using MLPipeline.Data;
using MLPipeline.Saving;

namespace MLPipeline.Transforms;

/// <summary>Reads the files whose paths are in a column. There is nothing to learn.</summary>
public sealed class ImageLoadingEstimator : IEstimator<ImageLoadingTransformer>
{
    private readonly ImageLoadingTransformer _transformer;

    internal ImageLoadingEstimator(string output, string? folder, string input) => _transformer = new ImageLoadingTransformer(output, folder, input);

    /// <inheritdoc/>
    public ImageLoadingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _transformer.Bind(input.Schema);
        return _transformer;
    }
}

/// <summary>Adds the bytes of the files whose paths are in a column. A file is read when its bytes are, and not before.</summary>
public sealed class ImageLoadingTransformer : RowTransformer
{
    private readonly string _output;
    private readonly string? _folder;
    private readonly string _input;

    internal ImageLoadingTransformer(string output, string? folder, string input) => (_output, _folder, _input) = (output, folder, input);

    internal override RowMap Bind(DataViewSchema input)
    {
        var column = input[_input];
        if (column.Type is not TextDataViewType)
        {
            throw new ArgumentException($"LoadRawImageBytes takes the paths of images, but the column {column} is no text.");
        }

        var addition = input.Add(new DataViewSchema.NewColumn(_output, VectorDataViewType.Image));
        return new RowMap(addition.Schema, row => new ExtendedRow(row, addition, _ => EncodedImage.FromFile(PathOf((string?)row.Read(column.Index) ?? ""))));
    }

    internal override SavedStep Save() => new() { Kind = SavedStep.LoadImage, Input = _input, Output = _output }; // the folder is this machine's affair

    private string PathOf(string path) => Path.Combine(_folder ?? "", path);
}
