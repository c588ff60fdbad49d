using System.CommandLine;
using MLPipeline.Backbones;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary><c>Trainer backbone pull NAME</c>.</summary>
internal sealed class BackbonePullCommand : ProgramCommand
{
    private readonly ProgramConsole _console;
    private readonly Argument<string> _name = new("NAME") { Description = $"One of {string.Join(", ", BackboneCatalog.Entries.Select(entry => entry.Name))}" };
    private readonly Option<string?> _from = new("--from") { Description = "A mirror: the address or folder that holds the file, or the file itself", HelpName = "url|folder|file" };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Download and import again what is there already" };

    public BackbonePullCommand(ProgramConsole console)
        : base("pull", "Download a pretrained network, check it and make it a backbone")
    {
        _console = console;
        Add(_name);
        Add(_from);
        Add(_overwrite);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("ResNet-50 of the ONNX model zoo", "Trainer backbone pull resnet50"),
        new("The same on a machine without the internet, from a folder", "Trainer backbone pull resnet50 --from /mnt/models"),
    ];

    protected override async Task<ExitCode> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var entry = BackboneCatalog.Find(arguments.GetRequiredValue(_name));
        var store = new BackboneStore();
        using var downloader = new BackboneDownloader();
        StoredBackbone stored;
        using (var task = _console.StartProgress($"Pulling {entry.Name}", entry.Bytes, ProgressUnit.Bytes))
        {
            var progress = new DirectProgress(happened => task.Report(happened.BytesReceived, note: happened.Detail));
            stored = await new BackboneInstaller(store, downloader)
                .PullAsync(entry.Name, arguments.GetValue(_from), arguments.GetValue(_overwrite), progress, cancellation).ConfigureAwait(false);
        }

        _console.WriteLine($"{stored.Name} is stored as {stored.Path}. Use it with: Trainer train DIR -o MODEL.onnx --backbone {stored.Name}");
        return ExitCode.Done;
    }

    /// <summary>Calls at once, on the reporting thread; <see cref="Progress{T}"/> would call later and out of order.</summary>
    private sealed class DirectProgress(Action<BackboneDownloadProgress> report) : IProgress<BackboneDownloadProgress>
    {
        public void Report(BackboneDownloadProgress value) => report(value);
    }
}
