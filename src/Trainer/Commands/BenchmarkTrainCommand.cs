using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using MLPipeline.Execution;
using MLPipeline.Graphs;
using MLPipeline.Kernels.Threading;
using MLPipeline.Networks;
using MLPipeline.Terminal;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary><c>Trainer benchmark train NETWORK</c>: whole training steps (forward, backward, SGD with momentum) on random images.</summary>
internal sealed class BenchmarkTrainCommand : ProgramCommand
{
    private const int WarmUpSteps = 2;

    private readonly ProgramConsole _console;
    private readonly Argument<string> _network = new("NETWORK") { Description = "A name of 'network list'" };
    private readonly Option<int> _batchSize = new("--batch-size") { Description = "Images in a step", HelpName = "n", DefaultValueFactory = _ => 16 };
    private readonly Option<int?> _size = new("--size") { Description = "Height and width of the images in pixels; default as published", HelpName = "n" };
    private readonly Option<int> _steps = new("--steps") { Description = "Steps that are timed, after two that are not", HelpName = "n", DefaultValueFactory = _ => 5 };
    private readonly Option<int> _classes = new("--classes") { Description = "Number of classes", HelpName = "n", DefaultValueFactory = _ => 10 };
    private readonly Option<int> _threads = new("--threads") { Description = "Threads that compute; 0: one per processor", HelpName = "n", DefaultValueFactory = _ => 0 };
    private readonly Option<string> _winograd = CommonOptions.OneOf(
        "--winograd", ["auto", "small", "never"], "Minimal filtering for 3x3 convolutions: tiles by layer, 2x2 tiles at most, or the direct kernels only");
    private readonly Option<bool> _profile = new("--profile") { Description = "Also show where the time of a step goes" };
    private readonly Option<string> _json = CommonOptions.JsonFile();

    public BenchmarkTrainCommand(ProgramConsole console)
        : base("train", "Time whole training steps of a network on random images")
    {
        _console = console;
        Add(_network);
        Add(_batchSize);
        Add(_size);
        Add(_steps);
        Add(_classes);
        Add(_threads);
        Add(_winograd);
        Add(_profile);
        Add(_json);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("ResNet-18 on photographs", "Trainer benchmark train resnet18 --batch-size 16 --size 224"),
        new("Where the time goes", "Trainer benchmark train resnet20 --batch-size 128 --profile"),
    ];

    protected override Task<ExitCode> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        OutputPlaces.Check(null, arguments.GetValue(_json));
        RequirePositive(arguments);
        var batchSize = arguments.GetValue(_batchSize);
        var definition = Find(arguments.GetRequiredValue(_network));
        using var team = new WorkTeam(arguments.GetValue(_threads));
        using var network = Compile(definition, arguments, team);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive); // the graph: steps allocate nothing, so it would stay
        Fill(network);

        var times = Time(network, arguments.GetValue(_steps), cancellation);
        var median = times.Order().ElementAt(times.Count / 2);
        var rate = batchSize / median.TotalSeconds;
        var table = new ResultTable(
            "Network", new ResultColumn("Batch", IsNumber: true), new ResultColumn("Threads", IsNumber: true), new ResultColumn("Step", IsNumber: true, Unit: "median"),
            new ResultColumn("Images", IsNumber: true, Unit: "per second"), new ResultColumn("Memory", IsNumber: true, Unit: "planned"));
        table.AddRow(definition.Name, Measure.Count(batchSize), Measure.Count(team.Size), Measure.Duration(median), FormattableString.Invariant($"{rate:F1}"), Measure.Bytes(network.PlannedBytes));
        _console.Write(table);
        if (arguments.GetValue(_profile)) PrintProfile(network);
        if (arguments.GetValue(_json) is { } file) JsonOutput.Write(_console, file, json => WriteJson(json, definition, network, times, rate));
        return Task.FromResult(ExitCode.Done);
    }

    private CompiledNetwork Compile(NetworkDefinition definition, ParseResult arguments, WorkTeam team)
    {
        var graph = Build(definition, arguments);
        return CompiledNetwork.Compile(
            graph,
            NetworkParameters.Of(graph).Where(parameter => !parameter.IsStatistic).Select(parameter => parameter.Name),
            arguments.GetValue(_classes),
            new ExecutionOptions { BatchSize = arguments.GetValue(_batchSize), Winograd = Winograd(arguments.GetValue(_winograd)!) },
            team);
    }

    private static WinogradUse Winograd(string name) => name.ToUpperInvariant() switch
    {
        "NEVER" => WinogradUse.Never,
        "SMALL" => WinogradUse.SmallTiles,
        _ => WinogradUse.Automatic,
    };

    private static NetworkDefinition Find(string name)
    {
        try
        {
            return NetworkCatalog.Find(name);
        }
        catch (NetworkException error)
        {
            throw new UsageException(error.Faults);
        }
    }

    private static List<TimeSpan> Time(CompiledNetwork network, int steps, CancellationToken cancellation)
    {
        using var optimizer = new SgdOptions().CreateFor(network.Parameters, network.Team);
        var times = new List<TimeSpan>();
        for (var step = 0; step < WarmUpSteps + steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            var start = Stopwatch.GetTimestamp();
            network.Step((ulong)step);
            optimizer.Step(0.01);
            if (step >= WarmUpSteps) times.Add(Stopwatch.GetElapsedTime(start));
        }

        return times;
    }

    private static void Fill(CompiledNetwork network)
    {
        var random = new Random(0);
        foreach (ref var value in network.Images) value = (random.NextSingle() * 2) - 1;
        network.Targets.Clear();
        for (var row = 0; row < network.BatchSize; row++) network.Targets[(row * network.Classes) + random.Next(network.Classes)] = 1f / network.BatchSize;
    }

    private static void WriteJson(Utf8JsonWriter json, NetworkDefinition definition, CompiledNetwork network, List<TimeSpan> times, double rate)
    {
        json.WriteStartObject();
        json.WriteString("network", definition.Name);
        json.WriteNumber("batchSize", network.BatchSize);
        json.WriteNumber("threads", network.Team.Size);
        json.WriteNumber("imagesPerSecond", rate);
        json.WriteNumber("plannedBytes", network.PlannedBytes);
        json.WriteStartArray("stepSeconds");
        foreach (var time in times) json.WriteNumberValue(time.TotalSeconds);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private Graph Build(NetworkDefinition definition, ParseResult arguments)
    {
        try
        {
            return definition.Build(new NetworkOptions { Classes = arguments.GetValue(_classes), Height = arguments.GetValue(_size), Width = arguments.GetValue(_size) });
        }
        catch (NetworkException error)
        {
            throw new UsageException(error.Faults);
        }
    }

    private void RequirePositive(ParseResult arguments)
    {
        string[] faults =
        [
            .. new[] { _batchSize, _steps, _classes }.Where(option => arguments.GetValue(option) < 1)
                .Select(option => $"{option.Name} {arguments.GetValue(option)} must be at least 1."),
            .. arguments.GetValue(_threads) < 0 ? [$"{_threads.Name} {arguments.GetValue(_threads)} must be at least 0."] : Array.Empty<string>(),
        ];
        if (faults.Length > 0) throw new UsageException(faults);
    }

    private void PrintProfile(CompiledNetwork network)
    {
        var operations = network.Profile(0);
        var total = operations.Sum(operation => operation.Time.TotalSeconds);
        var table = new ResultTable("Kind", new ResultColumn("Operations", IsNumber: true), new ResultColumn("Time", IsNumber: true), new ResultColumn("Share", IsNumber: true));
        var kinds = operations.GroupBy(operation => operation.Operation.Split(' ')[0])
            .Select(kind => (Name: kind.Key, Count: kind.Count(), Seconds: kind.Sum(operation => operation.Time.TotalSeconds)));
        foreach (var kind in kinds.OrderByDescending(kind => kind.Seconds))
        {
            table.AddRow(kind.Name, Measure.Count(kind.Count), Measure.Duration(TimeSpan.FromSeconds(kind.Seconds)), Measure.Percent(kind.Seconds / total));
        }

        _console.Write(table);
    }
}
