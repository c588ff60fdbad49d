namespace MLPipeline.Backbones;

/// <summary>
/// The backbones on this machine: one ONNX file each, <c>NAME.onnx</c>, in the user's folder and in those that came with the program. Names
/// ignore case; the user's backbone hides a bundled one of the same name. Nothing is cached: what is on disk counts. Safe for concurrent
/// use, also by several processes.
/// </summary>
public sealed class BackboneStore
{
    private const string Extension = ".onnx";

    /// <summary>
    /// Opens the user's store: the folder <c>backbones</c> in MLPIPELINE_HOME, or in the user's local application data
    /// (<c>~/.local/share/MLPipeline</c> on Linux).
    /// </summary>
    /// <exception cref="BackboneException">Neither MLPIPELINE_HOME nor a home folder is known.</exception>
    public BackboneStore()
        : this(DefaultFolder())
    {
    }

    /// <summary>Opens a store in <paramref name="folder"/>, which is made when the first backbone is added.</summary>
    public BackboneStore(string folder)
        : this(folder, FindBundledFolders(AppContext.BaseDirectory))
    {
    }

    internal BackboneStore(string folder, IReadOnlyList<string> bundledFolders)
    {
        Folder = Path.GetFullPath(folder);
        BundledFolders = bundledFolders;
    }

    /// <summary>Where backbones are added.</summary>
    public string Folder { get; }

    /// <summary>The offline cache: where downloaded files lie as they were published.</summary>
    public string DownloadFolder => Path.Combine(Folder, "downloads");

    /// <summary>Folders that came with the program; only read.</summary>
    public IReadOnlyList<string> BundledFolders { get; }

    /// <summary>All backbones, by name.</summary>
    public IReadOnlyList<StoredBackbone> List()
        => FilesOf(Folder, isBundled: false)
            .Concat(BundledFolders.SelectMany(folder => FilesOf(folder, isBundled: true)))
            .DistinctBy(backbone => backbone.Name, StringComparer.OrdinalIgnoreCase)
            .OrderBy(backbone => backbone.Name, StringComparer.Ordinal)
            .ToArray();

    /// <summary>The backbone of that name, or the ONNX file at that path.</summary>
    /// <exception cref="BackboneException">Neither is there; the message lists what is.</exception>
    public StoredBackbone Find(string nameOrFile)
    {
        ArgumentNullException.ThrowIfNull(nameOrFile);
        var all = List();
        if (all.FirstOrDefault(backbone => backbone.Name.Equals(nameOrFile, StringComparison.OrdinalIgnoreCase)) is { } stored)
        {
            return stored;
        }

        if (File.Exists(nameOrFile))
        {
            return new StoredBackbone(Path.GetFileNameWithoutExtension(nameOrFile), Path.GetFullPath(nameOrFile), IsBundled: false);
        }

        var isInCatalog = BackboneCatalog.Entries.Any(entry => entry.Name.Equals(nameOrFile, StringComparison.OrdinalIgnoreCase));
        throw new BackboneException(
            $"There is no backbone and no file '{nameOrFile}'.{NearestName.Suggestion(nameOrFile, all.Select(backbone => backbone.Name))} "
            + $"Backbones here: {(all.Count == 0 ? "none" : string.Join(", ", all.Select(backbone => backbone.Name)))}. "
            + (isInCatalog
                ? $"It can be downloaded: backbone pull {nameOrFile}."
                : "More come by backbone add FILE.onnx --name NAME or backbone pull NAME."));
    }

    /// <summary>Stores a backbone's file under a name: it is there whole or not at all.</summary>
    /// <param name="name">1 to 64 letters, digits, '-', '_' and '.'; the first one a letter or digit.</param>
    /// <param name="write">Writes the file's content.</param>
    /// <param name="overwrite">Whether a backbone of the user that has this name is replaced; a bundled one is never touched, only
    /// hidden.</param>
    /// <exception cref="BackboneException">The name is not valid or taken, or the folder cannot be written.</exception>
    public StoredBackbone Add(string name, Action<Stream> write, bool overwrite = false)
    {
        ArgumentNullException.ThrowIfNull(write);
        ExpectFree(name, overwrite);
        var path = Path.Combine(Folder, name + Extension);
        var temporary = Path.Combine(Folder, $".{name}.{Guid.NewGuid():N}.tmp");
        try
        {
            Directory.CreateDirectory(Folder);
            try
            {
                using (var stream = new FileStream(temporary, FileMode.CreateNew))
                {
                    write(stream);
                    stream.Flush(flushToDisk: true);
                }

                File.Move(temporary, path, overwrite);
            }
            finally
            {
                File.Delete(temporary);
            }
        }
        catch (IOException) when (!overwrite && File.Exists(path))
        {
            throw Taken(name);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BackboneException(
                $"{path} cannot be written: {error.Message.TrimEnd('.')}. MLPIPELINE_HOME names another folder for backbones.", error);
        }

        return new StoredBackbone(name, path, IsBundled: false);
    }

    /// <summary>Checks what <see cref="Add"/> will check, before long work is begun.</summary>
    /// <exception cref="BackboneException">The name is not valid or taken.</exception>
    public void ExpectFree(string name, bool overwrite = false)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!BackboneName.IsValid(name))
        {
            throw new BackboneException($"'{name}' is not a valid name for a backbone. Valid: {BackboneName.Rule}.");
        }

        if (!overwrite && FilesOf(Folder, isBundled: false).Any(backbone => backbone.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            throw Taken(name);
        }
    }

    internal static string DefaultFolder(string? home, string localData) => (home, localData) switch
    {
        ({ Length: > 0 }, _) => Path.Combine(home, "backbones"),
        (_, { Length: > 0 }) => Path.Combine(localData, "MLPipeline", "backbones"),
        _ => throw new BackboneException(
            "There is no home folder to keep backbones in: set MLPIPELINE_HOME to a folder that can be written."),
    };

    /// <summary>The program's own <c>models/backbones</c>, and that of the checkout it was built in.</summary>
    internal static IReadOnlyList<string> FindBundledFolders(string programFolder)
    {
        var checkout = new DirectoryInfo(programFolder);
        while (checkout is not null && !File.Exists(Path.Combine(checkout.FullName, "MLPipeline.sln")))
        {
            checkout = checkout.Parent;
        }

        string?[] roots = [programFolder, checkout?.FullName];
        return roots.OfType<string>()
            .Select(root => Path.Combine(root, "models", "backbones"))
            .Where(Directory.Exists)
            .Distinct()
            .ToArray();
    }

    private static string DefaultFolder() => DefaultFolder(
        Environment.GetEnvironmentVariable("MLPIPELINE_HOME"),
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify));

    private static IEnumerable<StoredBackbone> FilesOf(string folder, bool isBundled)
        => !Directory.Exists(folder)
            ? []
            : Directory.EnumerateFiles(folder, "*" + Extension)
                .Select(file => new StoredBackbone(Path.GetFileNameWithoutExtension(file), file, isBundled))
                .Where(backbone => BackboneName.IsValid(backbone.Name));

    private static BackboneException Taken(string name)
        => new($"There is a backbone '{name}' already. Choose another --name, or replace it with --overwrite.");
}
