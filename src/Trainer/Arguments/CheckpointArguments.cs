using System.CommandLine;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>Where a long run is saved, and whether it goes on.</summary>
internal sealed class CheckpointArguments
{
    private readonly Option<string?> _checkpoint = new("--checkpoint") { Description = "Save the run to this file after every epoch, every ten minutes, and on Ctrl-C; with --run a file in its folder", HelpName = "file" };
    private readonly Option<bool> _resume = new("--resume") { Description = "Go on from the checkpoint, with the same result as if nothing had happened; begin where there is none" };

    /// <summary>The one that names a file.</summary>
    public Option File => _checkpoint;

    public IEnumerable<Option> Options => [_checkpoint, _resume];

    public bool Resumes(ParseResult arguments) => arguments.GetValue(_resume);

    public IEnumerable<string> FaultsFor(TrainingWay way, ParseResult arguments, RunFolder? run)
    {
        if (way == TrainingWay.FrozenBackbone) return arguments.Refuse("a frozen backbone's features are kept in the cache, and its classifier takes seconds; these need --unfreeze, or --network with --from-scratch.", Options);
        return PathOf(arguments, run) is null ? arguments.Refuse("name the file with --checkpoint, or the run's folder with --run.", _resume) : [];
    }

    public CheckpointOptions? Read(TrainingWay way, ParseResult arguments, RunFolder? run) => way != TrainingWay.FrozenBackbone && PathOf(arguments, run) is { } path
        ? new CheckpointOptions { Path = path, Resume = Resumes(arguments) }
        : null;

    private string? PathOf(ParseResult arguments, RunFolder? run) => arguments.GetValue(_checkpoint) ?? run?.Checkpoint;
}
