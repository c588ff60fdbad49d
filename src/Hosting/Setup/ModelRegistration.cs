namespace MLPipeline.Hosting;

/// <summary>One call of <c>FromFile</c> or <c>FromUri</c>.</summary>
internal abstract record ModelRegistration(string Name)
{
    /// <summary>For messages: the model by name, or as the one without.</summary>
    public string Title => Name.Length == 0 ? "The model" : $"The model '{Name}'";

    public abstract IEnumerable<string> Faults();

    public abstract ModelSource Open(PredictionEnginePoolOptions options, TimeProvider time);
}

/// <inheritdoc/>
internal sealed record FileRegistration(string Name, string Path, bool Watch) : ModelRegistration(Name)
{
    private string FullPath => System.IO.Path.GetFullPath(Path);

    public override IEnumerable<string> Faults()
    {
        if (string.IsNullOrWhiteSpace(Path)) yield return $"{Title} has the path '{Path}'; valid: the path of a model file.";
        else if (Directory.Exists(Path)) yield return $"{Title} is to come from '{Path}', which is a folder, not a file.";
        else if (!File.Exists(Path)) yield return $"{Title} is to come from '{FullPath}', but there is no such file.";
    }

    public override ModelSource Open(PredictionEnginePoolOptions options, TimeProvider time) =>
        new FileModelSource(FullPath, Watch, options, time);
}

/// <inheritdoc/>
internal sealed record UriRegistration(string Name, string Address, TimeSpan Period) : ModelRegistration(Name)
{
    public override IEnumerable<string> Faults()
    {
        if (!Uri.TryCreate(Address, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
        {
            yield return $"{Title} has the address '{Address}'; valid: http://… or https://…";
        }

        if (!PredictionEnginePoolOptions.IsPeriod(Period)) yield return PredictionEnginePoolOptions.OutOfRange($"{Title}'s period", Period);
    }

    public override ModelSource Open(PredictionEnginePoolOptions options, TimeProvider time) =>
        new UriModelSource(new Uri(Address), Period, options, time);
}
