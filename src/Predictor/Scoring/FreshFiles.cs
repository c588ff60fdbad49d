using MLPipeline.Terminal;

namespace MLPipeline.Predictor.Scoring;

/// <summary>Files of which nothing stays unless the scoring comes to its end.</summary>
internal sealed class FreshFiles : IScoreTarget
{
    private readonly ScorePlaces _places;
    private readonly OutputFile _table;
    private readonly OutputFile _errors;

    public FreshFiles(ScorePlaces places)
    {
        _places = places;
        _table = new OutputFile(places.Table);
        try
        {
            _errors = new OutputFile(places.Errors);
        }
        catch
        {
            _table.Dispose();
            throw;
        }
    }

    public ScoreCounts Before => ScoreCounts.None;

    public Stream Table => _table.Stream;

    public Stream Errors => _errors.Stream;

    public Stream? ReviewLog => null;

    public bool WantsToBeSaved => false;

    public void Save(ScoreCounts counts)
    {
    }

    public void Complete(ScoreCounts counts)
    {
        File.Delete(_places.Record); // what it says of an earlier table is not true of this one
        _errors.Complete();
        _table.Complete();
    }

    public void Dispose()
    {
        try
        {
            _table.Dispose();
        }
        finally
        {
            _errors.Dispose();
        }
    }
}
