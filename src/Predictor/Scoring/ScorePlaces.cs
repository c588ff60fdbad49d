using MLPipeline.Terminal;

namespace MLPipeline.Predictor.Scoring;

/// <summary>Where the results of a scoring go.</summary>
/// <param name="Table">The table.</param>
/// <param name="Errors">The list of bad images.</param>
/// <param name="Review">The least certain images; null where they are not wanted.</param>
internal sealed record ScorePlaces(string Table, string Errors, string? Review)
{
    /// <summary>What is known of a run that can go on, or of a finished part of a table.</summary>
    public string Record => RecordOf(Table);

    public static string RecordOf(string table) => table + ".record.json";

    private (string Option, string File)[] All =>
        [("--out", Table), ("--errors", Errors), .. Review is null ? Array.Empty<(string, string)>() : [("--review", Review)]];

    /// <summary>Places that would destroy each other, or a file that is only read.</summary>
    /// <param name="model">The model that is read; null where there is none.</param>
    /// <param name="isKept">Whether the files are continued, merged or sorted by later on.</param>
    public IEnumerable<string> Faults(string? model, bool isKept)
    {
        var places = All;
        foreach (var (option, file) in places.Where(place => (isKept || place.File == Review) && OutputFile.IsDevice(place.File)))
        {
            yield return $"{option} '{file}' is a device; a file name is needed.";
        }

        foreach (var same in places.GroupBy(place => Path.GetFullPath(place.File)).Where(same => same.Count() > 1))
        {
            var options = string.Join(" and ", same.Select(place => place.Option));
            yield return $"{options} are both '{same.First().File}'; they must be two files.";
        }

        if (model is not null && places.Any(place => Path.GetFullPath(place.File) == Path.GetFullPath(model)))
        {
            yield return $"'{model}' is the model; writing the results there would destroy it.";
        }
    }
}
