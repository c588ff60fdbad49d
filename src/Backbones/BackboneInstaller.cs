using MLPipeline.Inference;

namespace MLPipeline.Backbones;

/// <summary>Brings networks into a store: from a file, or by name from the catalogue. Safe for concurrent use.</summary>
public sealed class BackboneInstaller(BackboneStore store, BackboneDownloader downloader)
{
    /// <summary>Imports a file and stores it.</summary>
    /// <param name="file">An ONNX image classifier.</param>
    /// <param name="options">What the file does not say, and the name.</param>
    /// <param name="overwrite">Whether a backbone of that name is replaced.</param>
    /// <exception cref="BackboneException">The file, the options or the name cannot be used.</exception>
    public StoredBackbone Add(string file, BackboneImportOptions options, bool overwrite = false)
    {
        ArgumentNullException.ThrowIfNull(options);
        store.ExpectFree(options.Name, overwrite);
        return store.Add(options.Name, BackboneImporter.Import(file, options).Write, overwrite);
    }

    /// <summary>
    /// Downloads a network of the catalogue, imports it with the preset it was trained with, and stores it; nothing is done when it is
    /// there already.
    /// </summary>
    /// <param name="name">A name of <see cref="BackboneCatalog"/>.</param>
    /// <param name="from">A mirror; see <see cref="BackboneDownloader.DownloadAsync"/>.</param>
    /// <param name="overwrite">Whether a backbone of that name is made anew.</param>
    /// <param name="progress">Told of the download.</param>
    /// <param name="cancellation">Stops the download; what has arrived is kept for the next one.</param>
    /// <exception cref="BackboneException">The name is not known, the download failed, or the store cannot be written.</exception>
    public Task<StoredBackbone> PullAsync(
        string name,
        string? from = null,
        bool overwrite = false,
        IProgress<BackboneDownloadProgress>? progress = null,
        CancellationToken cancellation = default)
        => PullAsync(BackboneCatalog.Find(name), from, overwrite, progress, cancellation);

    internal async Task<StoredBackbone> PullAsync(
        BackboneCatalogEntry entry,
        string? from,
        bool overwrite,
        IProgress<BackboneDownloadProgress>? progress,
        CancellationToken cancellation)
    {
        if (!overwrite && store.List().FirstOrDefault(backbone => backbone.Name == entry.Name) is { } present)
        {
            return present;
        }

        var file = await downloader.DownloadAsync(entry, store.DownloadFolder, from, progress, cancellation).ConfigureAwait(false);
        return Add(file, OptionsFor(entry), overwrite);
    }

    private static BackboneImportOptions OptionsFor(BackboneCatalogEntry entry) => new()
    {
        Name = entry.Name,
        Preset = InputPreset.Find(entry.Preset),
        Layout = entry.Layout == "NHWC" ? TensorLayout.Nhwc : TensorLayout.Nchw,
        Source = entry.Url.ToString(),
    };
}
