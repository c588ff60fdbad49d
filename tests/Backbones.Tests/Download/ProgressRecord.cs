using System.Collections.Concurrent;

namespace MLPipeline.Backbones.Tests;

/// <summary>Keeps every event and tells when so many bytes have arrived.</summary>
internal sealed class ProgressRecord(long awaited = 0) : IProgress<BackboneDownloadProgress>
{
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ConcurrentQueue<BackboneDownloadProgress> Events { get; } = new();

    /// <summary>Done when the awaited number of bytes is on disk.</summary>
    public Task Arrived => _arrived.Task;

    public void Report(BackboneDownloadProgress value)
    {
        Events.Enqueue(value);
        if (value.Phase == BackboneDownloadPhase.Downloading && value.BytesReceived >= awaited)
        {
            _arrived.TrySetResult();
        }
    }
}
