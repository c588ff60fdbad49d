using MLPipeline.Datasets;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>Shows the download of a data set, file by file.</summary>
internal sealed class DownloadDisplay(ProgramConsole console) : IProgress<DatasetDownloadProgress>, IDisposable
{
    private ProgressTask? _task;
    private string? _file;

    public void Report(DatasetDownloadProgress value)
    {
        if (value.File != _file)
        {
            _task?.Dispose();
            _file = value.File;
            _task = console.StartProgress($"Downloading {value.File}", value.TotalBytes, ProgressUnit.Bytes);
        }

        _task!.Report(value.BytesReceived, note: value.Detail);
    }

    public void Dispose() => _task?.Dispose();
}
