using System.CommandLine;
using System.Globalization;
using MLPipeline.Imaging;
using MLPipeline.Inference;
using MLPipeline.Serving;

namespace MLPipeline.Predictor.Commands;

/// <summary>The options of <c>serve</c>.</summary>
internal sealed class ServeOptions
{
    /// <summary>An environment variable with the API key, for where a file is less handy.</summary>
    public const string KeyVariable = "MLPIPELINE_API_KEY";

    private readonly Option<string> _urls = new("--urls")
    {
        Description = "Where to listen, several with ; between them; http://*:PORT lets other machines in",
        HelpName = "URL",
        DefaultValueFactory = _ => "http://127.0.0.1:5080",
    };

    private readonly Option<string> _keyFile = new("--api-key-file")
    {
        Description = $"A file with the key that clients must send (or the environment variable {KeyVariable})",
        HelpName = "file",
    };

    private readonly Option<bool> _noWatch = new("--no-watch")
    {
        Description = "Go on with the models as they are when their files change",
    };

    private readonly Option<int> _batchSize =
        Number("--batch-size", "N", 1, "Images of different requests computed together; 1 for each alone");
    private readonly Option<double> _batchDelay = Time("--batch-delay", "ms", 2, "How long a batch that is not full waits for more");
    private readonly Option<int> _threads =
        Number("--threads", "N", 1, "Threads that share the computation of a prediction; 0 for all cores");
    private readonly Option<int> _maxBody = Number("--max-body", "MiB", 32, "The longest request");
    private readonly Option<int> _maxPixels = Number("--max-pixels", "millions", 50, "The largest image");
    private readonly Option<int> _maxImages = Number("--max-images", "N", 32, "Images of a request at the most");
    private readonly Option<int?> _maxRequests = new("--max-requests")
    {
        Description = "Requests predicted at once (default: two for each core, or two batches)",
        HelpName = "N",
    };

    private readonly Option<int> _maxWaiting =
        Number("--max-waiting", "N", 64, "Requests that may wait for their turn; more are answered 503");
    private readonly Option<int> _maxMemory = Number("--max-buffered", "MiB", 512, "Memory for the bodies of all requests");
    private readonly Option<double> _timeout = Time("--request-timeout", "seconds", 30, "How long a request may take to arrive and wait");
    private readonly Option<double> _delay =
        Time("--shutdown-delay", "seconds", 0, "At the end: from 'not ready' until it listens no more");
    private readonly Option<double> _shutdown =
        Time("--shutdown-timeout", "seconds", 30, "At the end: how long running requests may go on");
    private readonly Option<bool> _log = new("--log-requests") { Description = "A line for every request" };

    public IReadOnlyList<Option> General => [_urls, _keyFile, _noWatch, _log, _batchSize, _batchDelay, _threads];

    public IReadOnlyList<Option> Limits =>
        [_maxBody, _maxPixels, _maxImages, _maxRequests, _maxWaiting, _maxMemory, _timeout, _delay, _shutdown];

    /// <summary>What to serve and how; what is wrong is added to <paramref name="faults"/>.</summary>
    public ImageServerOptions Read(ParseResult arguments, IReadOnlyList<string> models, PredictionEngineOptions engine, List<string> faults)
    {
        int Whole(Option<int> option, int least, int most) => (int)Within(option.Name, arguments.GetValue(option), least, most, faults);
        TimeSpan Period(Option<double> option, double least, double most, double unit) =>
            TimeSpan.FromSeconds(Within(option.Name, arguments.GetValue(option), least, most, faults) * unit);

        var batchSize = Whole(_batchSize, 1, 1024);
        var batchDelay = Period(_batchDelay, 0, 60_000, 0.001);
        var decode = new DecodeOptions { MaxPixels = Whole(_maxPixels, 1, 10_000) * 1_000_000L };
        var maxBody = Whole(_maxBody, 1, 1024);
        var maxRequests = arguments.GetValue(_maxRequests) is { } given ? (int?)Within(_maxRequests.Name, given, 1, 100_000, faults) : null;
        return new ImageServerOptions
        {
            Models = [.. models.Select(NameAndPath)],
            Urls = arguments.GetRequiredValue(_urls).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            ApiKey = KeyOf(arguments.GetValue(_keyFile), faults),
            WatchModels = !arguments.GetValue(_noWatch),
            Engine = engine with { ThreadsPerRun = Whole(_threads, 0, 1024), Batches = new BatchRunOptions { Decode = decode } },
            MicroBatches = batchSize < 2 ? null : new() { MaxBatchSize = batchSize, MaxDelay = batchDelay, MaxQueueLength = batchSize },
            MaxBodyBytes = (long)maxBody << 20,
            MaxImages = Whole(_maxImages, 1, 10_000),
            MaxConcurrentRequests = maxRequests,
            MaxWaitingRequests = Whole(_maxWaiting, 0, 100_000),
            MaxBufferedBytes = (long)Whole(_maxMemory, 2 * maxBody, 1 << 20) << 20,
            RequestTimeout = Period(_timeout, 0.1, 3600, 1),
            ShutdownDelay = Period(_delay, 0, 3600, 1),
            ShutdownTimeout = Period(_shutdown, 0, 3600, 1),
            LogRequests = arguments.GetValue(_log),
        };
    }

    /// <summary>The number; the nearest valid one when it is not, which is then a fault.</summary>
    private static double Within(string name, double number, double least, double most, List<string> faults)
    {
        if (number >= least && number <= most) return number;
        faults.Add(string.Create(CultureInfo.InvariantCulture, $"{name} is {number}; valid: {least:0.###} to {most:N0}."));
        return number < least ? least : most;
    }

    /// <summary>NAME=FILE, unless there is a file of that whole name; else a file called by its name without extension.</summary>
    private static ServedFile NameAndPath(string argument) =>
        argument.IndexOf('=', StringComparison.Ordinal) is > 0 and var at && !File.Exists(argument)
            ? new(argument[..at], argument[(at + 1)..])
            : new(Path.GetFileNameWithoutExtension(argument), argument);

    private static string? KeyOf(string? file, List<string> faults)
    {
        var variable = Environment.GetEnvironmentVariable(KeyVariable);
        if (file is null)
        {
            return variable?.Trim(); // an empty one is refused as too short: a secret that failed to arrive must not open the door
        }

        if (variable is not null)
        {
            faults.Add($"The API key is given twice: by --api-key-file and by {KeyVariable}.");
        }

        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            faults.Add($"--api-key-file: {error.Message}");
            return null;
        }
    }

    private static Option<int> Number(string name, string unit, int usual, string description) =>
        new(name) { Description = description, HelpName = unit, DefaultValueFactory = _ => usual };

    private static Option<double> Time(string name, string unit, double usual, string description) => new(name)
    {
        Description = description,
        HelpName = unit,
        DefaultValueFactory = _ => usual,
        CustomParser = result =>
        {
            if (double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return number;
            result.AddError($"{name} is '{result.Tokens[0].Value}'; it must be a number.");
            return default;
        },
    };
}
