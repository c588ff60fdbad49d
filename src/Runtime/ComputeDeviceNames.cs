namespace MLPipeline.Runtime;

/// <summary>The names of devices on the command line and in files.</summary>
public static class ComputeDeviceNames
{
    private static readonly (ComputeDevice Device, string Name)[] Names =
    [
        (ComputeDevice.Auto, "auto"),
        (ComputeDevice.Cpu, "cpu"),
        (ComputeDevice.Cuda, "cuda"),
        (ComputeDevice.DirectML, "dml"),
        (ComputeDevice.CoreML, "coreml"),
    ];

    /// <summary>Every name, in the order of <see cref="ComputeDevice"/>: auto, cpu, cuda, dml, coreml.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Names.Select(entry => entry.Name)];

    /// <summary>The name of a device.</summary>
    public static string NameOf(ComputeDevice device) => Names.First(entry => entry.Device == device).Name;

    /// <summary>The device of a name, whatever its case; false for any other text.</summary>
    public static bool TryParse(string name, out ComputeDevice device)
    {
        foreach (var entry in Names)
        {
            if (entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                device = entry.Device;
                return true;
            }
        }

        device = default;
        return false;
    }
}
