namespace MLPipeline;

/// <summary>The entry to everything, as in ML.NET. Thread-safe.</summary>
public sealed class MLContext
{
    /// <param name="seed">
    /// Decides all that is left to chance: shuffling, splitting and training. Null for 0: the same program gives the same result each time, in any case.
    /// </param>
    public MLContext(int? seed = null)
    {
        Seed = seed ?? 0;
        Data = new DataOperationsCatalog(this);
        MulticlassClassification = new MulticlassClassificationCatalog(this);
        Model = new ModelOperationsCatalog(this);
    }

    /// <summary>What happens, in sentences: the device chosen, images that could not be read, rows without a label. Raised on the thread where it happens.</summary>
    public event EventHandler<LoggingEventArgs>? Log;

    /// <summary>Making views and reading them.</summary>
    public DataOperationsCatalog Data { get; }

    /// <summary>Preparing columns.</summary>
    public TransformsCatalog Transforms { get; } = new();

    /// <summary>Training and measuring classifiers.</summary>
    public MulticlassClassificationCatalog MulticlassClassification { get; }

    /// <summary>Saving, loading and using models.</summary>
    public ModelOperationsCatalog Model { get; }

    internal int Seed { get; }

    internal void Report(ChannelMessageKind kind, string source, string message) => Log?.Invoke(this, new LoggingEventArgs(kind, source, message));
}

/// <summary>How much a message matters.</summary>
public enum ChannelMessageKind
{
    /// <summary>Good to know.</summary>
    Info,

    /// <summary>The work goes on, but without something, e.g. an image that could not be read.</summary>
    Warning,
}

/// <summary>A message of <see cref="MLContext.Log"/>.</summary>
public sealed class LoggingEventArgs : EventArgs
{
    internal LoggingEventArgs(ChannelMessageKind kind, string source, string message) => (Kind, Source, RawMessage) = (kind, source, message);

    /// <summary>How much it matters.</summary>
    public ChannelMessageKind Kind { get; }

    /// <summary>Who says it, e.g. <c>ImageClassificationTrainer</c>.</summary>
    public string Source { get; }

    /// <summary>The sentence.</summary>
    public string RawMessage { get; }

    /// <summary>The sentence with source and kind before it.</summary>
    public string Message => $"[Source={Source}, Kind={Kind}] {RawMessage}";
}
