using MLPipeline.Datasets;
using MLPipeline.Terminal;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>Images in folders or a manifest, and how they are divided.</summary>
/// <param name="Place">The folder or file.</param>
/// <param name="Options">Where labels and groups come from.</param>
/// <param name="Split">How parts are chosen that the data do not give.</param>
internal sealed record FileData(string Place, DatasetOptions Options, SplitOptions Split)
{
    /// <summary>What decides on the images, by name.</summary>
    public IEnumerable<(string Name, string Value)> Settings =>
        [("Data", Place), ("ValidationFraction", OptionText.Of(Split.ValidationFraction)), ("TestFraction", OptionText.Of(Split.TestFraction))];

    /// <summary>Reads every file once, divides, and shows what there is.</summary>
    public ReadFiles Read(ProgramConsole console, CancellationToken cancellation)
    {
        var dataset = ImageDatasetReader.Read(Place, Options);
        var contents = ContentReader.Read(console, dataset, cancellation);
        var split = DatasetSplitter.Split(dataset, Split, contents.Values);
        DatasetDisplay.Show(console, split);
        return new ReadFiles(TransferData.From(split, contents.Values), contents.Faults);
    }
}

/// <summary>Images that could be opened, and files that could not.</summary>
internal sealed record ReadFiles(TransferData Data, IReadOnlyList<DatasetFault> Unreadable)
{
    /// <summary>Trains; where too few images are left, the files that could not be opened are part of the reason.</summary>
    public T Use<T>(Func<TransferData, T> train)
    {
        try
        {
            return train(Data);
        }
        catch (DatasetException error) when (Unreadable.Count > 0)
        {
            throw new DatasetException(error.Faults.Concat(Unreadable));
        }
    }
}
