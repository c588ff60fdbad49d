using Microsoft.ML.OnnxRuntime;

namespace MLPipeline.Runtime;

/// <summary>
/// The input and output buffers of runs with up to a batch of images, reused from run to run: a run allocates nothing.
/// Not thread-safe: each thread has a binding of its own on the shared <see cref="OnnxSession"/>.
/// </summary>
public sealed class BatchBinding : IDisposable
{
    private readonly OnnxSession _session;
    private readonly OrtIoBinding?[] _bindings; // by number of images less one; all of them are of the same buffers
    private readonly RunOptions _options = new();
    private readonly List<OrtValue> _values = [];
    private readonly float[] _input;
    private readonly long[] _inputShape;
    private readonly Dictionary<string, float[]> _outputs = [];
    private readonly Dictionary<string, long[]> _outputShapes = [];

    internal BatchBinding(OnnxSession session, int batchSize, IReadOnlyList<int> itemShape, IReadOnlyList<string> outputs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        _session = session;
        BatchSize = batchSize;

        if (session.Inputs.Count != 1 || session.Inputs[0].ElementType != "float")
        {
            throw new OnnxModelException($"The network must have one float input; it has {string.Join(" and ", session.Inputs)}.");
        }

        _bindings = new OrtIoBinding?[batchSize];
        _inputShape = [batchSize, .. itemShape.Select(length => (long)length)];
        ItemLength = itemShape.Aggregate(1, (product, length) => checked(product * length));
        _input = GC.AllocateArray<float>(checked(batchSize * ItemLength), pinned: true);
        foreach (var name in outputs)
        {
            var shape = OutputShape(name, _inputShape);
            _outputShapes.Add(name, shape);
            var length = checked((int)shape.Aggregate((product, length) => checked(product * length)));
            _outputs.Add(name, GC.AllocateArray<float>(length, pinned: true));
        }

        _bindings[batchSize - 1] = Bind(batchSize);
    }

    /// <summary>Images that there is room for.</summary>
    public int BatchSize { get; }

    /// <summary>Numbers of one image in <see cref="Input"/>.</summary>
    public int ItemLength { get; }

    /// <summary>The input, <c>[BatchSize, …item shape]</c>, row-major. Rows that are not needed may hold anything.</summary>
    public Span<float> Input => _input;

    /// <summary>The result of the last <see cref="Run()"/> for an output named when the binding was made, <c>[BatchSize, D]</c>.</summary>
    public ReadOnlySpan<float> Output(string name) => _outputs[name];

    /// <summary>Row <paramref name="index"/> of an output, <c>[D]</c>.</summary>
    public ReadOnlySpan<float> OutputRow(string name, int index)
    {
        var buffer = _outputs[name];
        var length = buffer.Length / BatchSize;
        return buffer.AsSpan(index * length, length);
    }

    /// <summary>Computes the outputs of all rows of the input.</summary>
    /// <exception cref="OnnxModelException">ONNX Runtime failed, e.g. for want of memory on the device.</exception>
    public void Run() => Run(BatchSize);

    /// <summary>Computes the outputs of the first rows of the input; the other rows of the outputs stay as they are.</summary>
    /// <param name="images">How many rows, from 1 to <see cref="BatchSize"/>.</param>
    /// <exception cref="OnnxModelException">ONNX Runtime failed, or the network takes no batch of this size.</exception>
    public void Run(int images)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(images, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(images, BatchSize);
        try
        {
            _session.Run(_bindings[images - 1] ??= Bind(images), _options);
        }
        catch (OnnxRuntimeException error)
        {
            throw new OnnxModelException($"The network could not be computed for a batch of {images}: {error.Message.Trim()}", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var binding in _bindings)
        {
            binding?.Dispose();
        }

        _values.ForEach(value => value.Dispose());
        _options.Dispose();
    }

    private OrtIoBinding Bind(int images)
    {
        var binding = _session.Native.CreateIoBinding();
        binding.BindInput(_session.Inputs[0].Name, Own(_input, [images, .. _inputShape[1..]]));
        foreach (var (name, buffer) in _outputs)
        {
            binding.BindOutput(name, Own(buffer, [images, .. _outputShapes[name][1..]]));
        }

        return binding;
    }

    private OrtValue Own(float[] buffer, long[] shape)
    {
        var value = OrtValue.CreateTensorValueFromMemory(buffer, shape);
        _values.Add(value);
        return value;
    }

    /// <summary>The shape of an output for this batch: from the file where it says so, else from a trial run.</summary>
    private long[] OutputShape(string name, long[] inputShape)
    {
        var description = _session.Outputs.FirstOrDefault(output => output.Name == name)
            ?? throw new OnnxModelException($"The network has no output '{name}'; its outputs are {string.Join(", ", _session.Outputs)}.");
        if (description.ElementType != "float")
        {
            throw new OnnxModelException($"The output {description} does not hold floats.");
        }

        if (description.Dimensions.Count > 1 && description.Dimensions.Skip(1).All(length => length > 0))
        {
            return [BatchSize, .. description.Dimensions.Skip(1).Select(length => (long)length)];
        }

        try
        {
            using var input = OrtValue.CreateTensorValueFromMemory(_input, inputShape);
            using var result = _session.Native.Run(_options, [_session.Inputs[0].Name], [input], [name]);
            var shape = result[0].GetTensorTypeAndShape().Shape;
            return shape.Length >= 2 && shape[0] == BatchSize
                ? shape
                : throw new OnnxModelException($"The output '{name}' has shape [{string.Join(", ", shape)}] for a batch of {BatchSize}: one row per image was expected.");
        }
        catch (OnnxRuntimeException error)
        {
            throw new OnnxModelException($"The network does not take an input of [{string.Join(", ", inputShape)}]: {error.Message.Trim()}", error);
        }
    }
}
