using System.CommandLine;
using MLPipeline.Imaging;
using MLPipeline.Inference;
using MLPipeline.Runtime;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>Where networks are computed, with how many threads, and which images are accepted.</summary>
internal sealed class ComputeArguments
{
    private readonly Option<string> _device = CommonOptions.Device(ComputeDeviceNames.All);
    private readonly Option<int> _threads = new("--threads") { Description = "Threads that read, decode and compute; 0 for one per core", HelpName = "n", DefaultValueFactory = _ => 0 };
    private readonly Option<bool> _acceptTruncated = new("--accept-truncated") { Description = "Use images whose file ends early, with what there is of them" };

    public IEnumerable<Option> Options => [_device, _threads, _acceptTruncated];

    public void AddTo(Command command)
    {
        foreach (var option in Options) command.Add(option);
    }

    public IEnumerable<string> FaultsFor(TrainingWay way, ParseResult arguments) => way == TrainingWay.FromScratch && Device(arguments) is not (ComputeDevice.Auto or ComputeDevice.Cpu)
        ? arguments.Refuse("networks are trained on the processor; leave it out.", _device)
        : [];

    public ComputeDevice Device(ParseResult arguments) =>
        ComputeDeviceNames.TryParse(arguments.GetValue(_device)!, out var device) ? device : ComputeDevice.Auto;

    public BatchRunOptions Batches(ParseResult arguments, List<string> faults)
    {
        var threads = arguments.GetValue(_threads);
        if (threads < 0)
        {
            faults.Add($"--threads is {threads}; it must be 0 (one per core) or more.");
        }

        return new BatchRunOptions
        {
            Threads = Math.Max(0, threads),
            Decode = DecodeOptions.Default with { AcceptTruncated = arguments.GetValue(_acceptTruncated) },
        };
    }
}
