using MLPipeline.Datasets;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

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
