using Microsoft.ML.OnnxRuntime;
using MLPipeline.Runtime.Operators;
using MLPipeline.Runtime.Rewriting;
using MLPipeline.Runtime.Winograd;

namespace MLPipeline.Runtime;

/// <summary>
/// A network loaded into ONNX Runtime. Thread-safe: many threads may bind and run at once.
/// Dispose it when the last run is done.
/// </summary>
public sealed class OnnxSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly SessionOptions _options;
    private readonly Lock _serialRuns = new();

    private OnnxSession(InferenceSession session, SessionOptions options, DeviceChoice device, int ownLayers)
    {
        OwnLayers = ownLayers;
        _session = session;
        _options = options;
        Device = device;
        Inputs = Describe(session.InputMetadata);
        Outputs = Describe(session.OutputMetadata);
        Metadata = session.ModelMetadata.CustomMetadataMap;
    }

    /// <summary>The device the session computes on, and why.</summary>
    public DeviceChoice Device { get; }

    /// <summary>
    /// Convolutions of 8-bit codes that the project's own kernels compute instead of ONNX Runtime's, with the same results: those of 3x3 with
    /// stride 1, on processors with AVX2 and without VNNI.
    /// </summary>
    public int OwnLayers { get; }

    /// <summary>The inputs that a run has to fill.</summary>
    public IReadOnlyList<TensorDescription> Inputs { get; }

    /// <summary>The outputs that a run can give.</summary>
    public IReadOnlyList<TensorDescription> Outputs { get; }

    /// <summary>The file's own metadata (ONNX <c>metadata_props</c>).</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Loads a network from a file.</summary>
    /// <exception cref="OnnxModelException">The file is missing, no ONNX network, or uses something ONNX Runtime lacks.</exception>
    /// <exception cref="DeviceUnavailableException">The wanted device is not there.</exception>
    public static OnnxSession Load(string path, OnnxSessionOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new OnnxModelException(Directory.Exists(path) ? $"'{path}' is a folder, not a model file." : $"There is no model file '{path}'.");
        }

        return Create(settings => new InferenceSession(path, settings), ReplacedFile, $"'{path}'", options);

        (byte[] Model, int Layers)? ReplacedFile()
        {
            try
            {
                return ModelFileSearch.HasOperator(path, "QLinearConv"u8) ? WinogradRewriting.Apply(File.ReadAllBytes(path)) : null;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                return null; // ONNX Runtime says why it cannot be read
            }
        }
    }

    /// <summary>Loads a network from the bytes of an ONNX file.</summary>
    /// <exception cref="OnnxModelException">The bytes are no ONNX network, or use something ONNX Runtime lacks.</exception>
    /// <exception cref="DeviceUnavailableException">The wanted device is not there.</exception>
    public static OnnxSession Load(byte[] model, OnnxSessionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Create(settings => new InferenceSession(model, settings), () => WinogradRewriting.Apply(model), "The model", options);
    }

    /// <summary>The device that a session would run on, found out without loading a network.</summary>
    /// <exception cref="DeviceUnavailableException">The wanted device is not there.</exception>
    public static DeviceChoice ChooseDevice(ComputeDevice wanted)
    {
        var options = new Lazy<SessionOptions>(() =>
        {
            _ = OnnxEnvironment.Instance;
            return new SessionOptions();
        });
        try
        {
            return DeviceSelector.Select(wanted, options);
        }
        finally
        {
            if (options.IsValueCreated)
            {
                options.Value.Dispose();
            }
        }
    }

    /// <summary>
    /// Makes the buffers of runs with up to a number of images: fill <see cref="BatchBinding.Input"/>, call
    /// <see cref="BatchBinding.Run()"/>, read the outputs.
    /// </summary>
    /// <param name="batchSize">The first dimension of the input at the most, at least 1.</param>
    /// <param name="itemShape">The input's other dimensions, e.g. <c>[3, 224, 224]</c>.</param>
    /// <param name="outputs">Names of the wanted outputs; only what they need is computed.</param>
    /// <exception cref="OnnxModelException">The network does not take this shape, or lacks an output.</exception>
    public BatchBinding Bind(int batchSize, IReadOnlyList<int> itemShape, IReadOnlyList<string> outputs) => new(this, batchSize, itemShape, outputs);

    internal InferenceSession Native => _session;

    internal void Run(OrtIoBinding binding, RunOptions options)
    {
        if (Device.AllowsConcurrentRuns)
        {
            _session.RunWithBinding(options, binding);
            return;
        }

        lock (_serialRuns)
        {
            _session.RunWithBinding(options, binding);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        _options.Dispose();
    }

    /// <param name="load">Loads the model as it is.</param>
    /// <param name="replace">The model with own operators in it, or null where it has no place for them.</param>
    /// <param name="what">What the model is called in messages.</param>
    /// <param name="wanted">How to compute.</param>
    private static OnnxSession Create(
        Func<SessionOptions, InferenceSession> load, Func<(byte[] Model, int Layers)?> replace, string what, OnnxSessionOptions? wanted)
    {
        wanted ??= new OnnxSessionOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(wanted.ThreadsPerRun);
        _ = OnnxEnvironment.Instance;

        var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL, IntraOpNumThreads = wanted.ThreadsPerRun };
        InferenceSession? session = null;
        try
        {
            // Waiting threads must not burn the cores that decode the next images.
            options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
            var device = DeviceSelector.Select(wanted.Device, new Lazy<SessionOptions>(options));
            var mayReplace = wanted.UsesOwnKernels && device.Device == ComputeDevice.Cpu && WinogradLayer.IsFaster;
            if (mayReplace && replace() is var (model, layers) && OrtFunctions.AreThere)
            {
                WinogradOperator.AddTo(options);
                session = new InferenceSession(model, options);
                return new OnnxSession(session, options, device, layers);
            }

            session = load(options);
            return new OnnxSession(session, options, device, ownLayers: 0);
        }
        catch (Exception error)
        {
            session?.Dispose();
            options.Dispose();
            switch (error)
            {
                case OnnxRuntimeException:
                    throw new OnnxModelException($"{what} cannot be loaded as an ONNX network: {error.Message.Trim()}", error);

                // Metadata are looked up by names that end at a zero byte: a damaged name is not found, and ONNX Runtime's C# API reads a null pointer.
                case NullReferenceException:
                    throw new OnnxModelException($"{what} has damaged metadata.", error);
                default:
                    throw;
            }
        }
    }

    private static TensorDescription[] Describe(IReadOnlyDictionary<string, NodeMetadata> values) =>
        [.. values.Select(entry => new TensorDescription(
            entry.Key,
            entry.Value.IsTensor ? NameOf(entry.Value.ElementType) : "other",
            entry.Value.IsTensor ? entry.Value.Dimensions : []))];

    private static string NameOf(Type type) => type == typeof(float) ? "float" : type == typeof(byte) ? "uint8" : type.Name.ToLowerInvariant();
}
