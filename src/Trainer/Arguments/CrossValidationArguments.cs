using System.CommandLine;

namespace MLPipeline.Trainer;

/// <summary>Whether to cross-validate, and with how many folds.</summary>
internal sealed class CrossValidationArguments
{
    private const int Fewest = 2;

    private readonly Option<int?> _folds = new("--folds")
    {
        Description = "Divide the training images into n folds and train n times, each time measuring on one fold what the others have "
            + "taught; with --output then train the model on all of them (docs/runs.md)",
        HelpName = "n",
    };

    public Option Option => _folds;

    /// <summary>How many folds; null for none.</summary>
    public int? Count(ParseResult arguments) => arguments.GetValue(_folds);

    /// <param name="arguments">What was typed.</param>
    /// <param name="run">The folder for everything.</param>
    /// <param name="resumes">Whether an interrupted cross-validation is continued.</param>
    /// <param name="hasFiles">Whether images come from files.</param>
    /// <param name="ofOneRun">Options that name a single file or folder of a single training.</param>
    public IEnumerable<string> FaultsFor(ParseResult arguments, RunFolder? run, bool resumes, bool hasFiles, IEnumerable<Option> ofOneRun)
    {
        if (Count(arguments) is not { } count)
        {
            if (run?.IsCrossValidation == true)
            {
                yield return $"--run: '{run.Path}' holds a cross-validation; --folds goes on with it, or name another folder.";
            }

            yield break;
        }

        if (count < Fewest) yield return $"--folds is {count}; it must be at least {Fewest}.";
        if (!hasFiles) yield return "--folds divides images in folders; --dataset has a test part that figures are published for.";
        foreach (var fault in arguments.Refuse("every fold has its own in the folder of --run.", ofOneRun)) yield return fault;
        if (run is null)
        {
            yield return "--folds needs a folder for its trainings: name it with --run.";
        }
        else if (!resumes && run is { IsCrossValidation: true, IsFinished: false })
        {
            yield return $"--run: '{run.Path}' holds a cross-validation that was not finished; --resume goes on with it.";
        }
    }
}
