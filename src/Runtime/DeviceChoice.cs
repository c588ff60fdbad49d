namespace MLPipeline.Runtime;

/// <summary>The device a session runs on, and why it is that one.</summary>
/// <param name="Device">Never <see cref="ComputeDevice.Auto"/>.</param>
/// <param name="Reason">One sentence for a person, e.g. which provider was tried and what it lacked.</param>
public sealed record DeviceChoice(ComputeDevice Device, string Reason)
{
    /// <summary>Whether several threads may compute on one session at once.</summary>
    internal bool AllowsConcurrentRuns => Device is not ComputeDevice.DirectML; // ONNX Runtime's DirectML provider requires runs one after the other

    /// <inheritdoc/>
    public override string ToString() => $"{ComputeDeviceNames.NameOf(Device)} ({Reason})";
}
