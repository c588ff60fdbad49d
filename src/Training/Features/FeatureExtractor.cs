using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using MLPipeline.Backbones;
using MLPipeline.Datasets;
using MLPipeline.Graphs;
using MLPipeline.Inference;
using MLPipeline.Runtime;

namespace MLPipeline.Training;

/// <summary>
/// Computes the features of images with a frozen backbone: decoding and computing on all cores, each different image once, what the
/// cache holds not at all. Memory does not grow with the number of images beyond a few bytes for each.
/// </summary>
public sealed class FeatureExtractor
{
    private readonly FeatureNetwork _network;
    private readonly FeatureOptions _options;

    /// <param name="backbone">The network.</param>
    /// <param name="options">Device, cache and threads.</param>
    public FeatureExtractor(Backbone backbone, FeatureOptions? options = null)
        : this(FeatureNetwork.Of(backbone ?? throw new ArgumentNullException(nameof(backbone))), options)
    {
    }

    internal FeatureExtractor(FeatureNetwork network, FeatureOptions? options)
    {
        _network = network;
        _options = options ?? new FeatureOptions();
    }

    /// <summary>Finds or computes the features of every image that can be read. Cancelling keeps what was computed in the cache.</summary>
    /// <param name="images">Images in any order; several may have the same content.</param>
    /// <param name="progress">Told after the look into the cache and then a few times a second, on working threads.</param>
    /// <param name="onDevice">Told the device, before anything is computed.</param>
    /// <param name="cancellation">Stops soon.</param>
    /// <exception cref="BackboneException">
    /// There are no features of it, but <see cref="FeatureOptions.RequireSome"/> wants some.
    /// </exception>
    /// <exception cref="DeviceUnavailableException">The wanted device is not there.</exception>
    /// <exception cref="OnnxModelException">The backbone cannot be computed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public FeatureSet Extract(
        IReadOnlyList<FeatureImage> images, Action<FeatureProgress>? progress = null, Action<DeviceChoice>? onDevice = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        var watch = Stopwatch.StartNew();
        var session = new Lazy<OnnxSession>(LoadSession);
        var device = OnnxSession.ChooseDevice(_options.Device);
        onDevice?.Invoke(device);
        var (folder, key) = (_options.CacheFolder ?? FeatureOptions.DefaultCacheFolder(), CacheKey(device));
        if (_options.RequireSome)
        {
            RequireSome(folder, key, device);
        }

        var temporaryFolder = _options.UseCache ? null : Directory.CreateTempSubdirectory("mlpipeline-features-").FullName;
        var cache = FeatureCache.Open(temporaryFolder ?? folder, key, _network.Width);
        try
        {
            var missing = FindMissing(images, cache);
            var cached = images.Count - missing.Sum(entry => entry.Value.Count);
            var computation = new Computation(images, [.. missing.Values.Select(places => places[0])], cached, watch, progress, missing);
            computation.Report(force: true);
            if (missing.Count > 0)
            {
                try
                {
                    computation.Run(session.Value, this, cache, cancellation);
                }
                finally
                {
                    cache.Commit(); // also when cancelled: the next run goes on from here
                }
            }

            var locations = new FeatureLocation?[images.Count];
            var known = new Dictionary<ContentHash, FeatureLocation?>();
            for (var i = 0; i < locations.Length; i++)
            {
                if (!known.TryGetValue(images[i].Content, out locations[i]))
                {
                    known.Add(images[i].Content, locations[i] = cache.Find(images[i].Content));
                }
            }

            return new FeatureSet(cache, locations, _network.Width, temporaryFolder)
            {
                Skipped = [.. computation.Skipped.OrderBy(skipped => skipped.Index)],
                Computed = missing.Count - computation.SkippedContents,
                Cached = cached,
                Elapsed = watch.Elapsed,
                Device = device,
            };
        }
        catch
        {
            cache.Dispose();
            throw;
        }
        finally
        {
            if (session.IsValueCreated)
            {
                session.Value.Dispose();
            }
        }
    }

    private void RequireSome(string folder, string key, DeviceChoice device)
    {
        if (Directory.Exists(Path.Combine(folder, key)))
        {
            return;
        }

        var others = Directory.Exists(folder)
            ? Directory.GetDirectories(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToArray()
            : [];
        throw new BackboneException(
            $"'{folder}' has no features of {_network.Name} on {ComputeDeviceNames.NameOf(device.Device)} with these options "
                + $"(they would be in '{key}'). "
                + (others.Length == 0 ? "It has none at all." : $"It has {string.Join(", ", others)}."));
    }

    private OnnxSession LoadSession() => OnnxSession.Load(
        OnnxWriter.ToBytes(_network.Build()),
        new OnnxSessionOptions { Device = OnnxSession.ChooseDevice(_options.Device).Device, ThreadsPerRun = 1 });

    private InputContract FeatureInput() => new() { Resize = _network.Resize }; // the feature graph normalises by itself

    /// <summary>Everything but the image that a feature depends on.</summary>
    private string CacheKey(DeviceChoice device)
    {
        var text = $"{_network.Identity()}|{ComputeDeviceNames.NameOf(device.Device)}|{_options.Batches.Decode}";
        return $"{_network.Name}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16]}";
    }

    /// <summary>The places of the images that are not in the cache, by content, in input order.</summary>
    private static OrderedDictionary<ContentHash, List<int>> FindMissing(IReadOnlyList<FeatureImage> images, FeatureCache cache)
    {
        var missing = new OrderedDictionary<ContentHash, List<int>>();
        var found = new HashSet<ContentHash>();
        for (var i = 0; i < images.Count; i++)
        {
            var content = images[i].Content;
            if (missing.TryGetValue(content, out var places))
            {
                places.Add(i);
            }
            else if (!found.Contains(content))
            {
                if (cache.Find(content) is null)
                {
                    missing.Add(content, [i]);
                }
                else
                {
                    found.Add(content);
                }
            }
        }

        return missing;
    }

    /// <summary>One pass over the missing images.</summary>
    private sealed class Computation(
        IReadOnlyList<FeatureImage> images, List<int> first, int cached, Stopwatch watch, Action<FeatureProgress>? progress, OrderedDictionary<ContentHash, List<int>> missing)
    {
        private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(200);
        private readonly TimeSpan _start = watch.Elapsed;
        private TimeSpan _lastReport;
        private int _finished; // beyond those found in the cache
        private int _computed;

        public List<SkippedImage> Skipped { get; } = [];

        public int SkippedContents { get; private set; }

        public void Run(OnnxSession session, FeatureExtractor extractor, FeatureCache cache, CancellationToken cancellation)
        {
            var runner = new ImageBatchRunner(session, extractor.FeatureInput(), ModelMetadata.FeatureOutput, extractor._options.Batches);
            runner.Run(first.Select(place => images[place].Source), row =>
            {
                var content = images[first[(int)row.Index]].Content;
                var places = missing[content];
                if (row.Fault is { } fault)
                {
                    SkippedContents++;
                    Skipped.AddRange(places.Select(place => new SkippedImage(place, images[place].Source.Name, fault.Fault, fault.Reason)));
                }
                else
                {
                    cache.Add(content, row.Values);
                    _computed++;
                }

                _finished += places.Count;
                Report(force: false);
            }, cancellation);
            Report(force: true);
        }

        public void Report(bool force)
        {
            var now = watch.Elapsed;
            if (progress is null || (!force && now - _lastReport < ReportInterval))
            {
                return;
            }

            _lastReport = now;
            var seconds = (now - _start).TotalSeconds;
            var rate = seconds > 0 ? _computed / seconds : 0;
            var done = cached + _finished;
            var left = images.Count - done;
            TimeSpan? timeLeft = left == 0 ? TimeSpan.Zero : rate > 0 ? TimeSpan.FromSeconds(left / rate) : null;
            progress(new FeatureProgress(done, images.Count, cached, Skipped.Count, rate, timeLeft));
        }
    }
}
