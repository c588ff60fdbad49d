using MLPipeline.Imaging;
using MLPipeline.Runtime;

namespace MLPipeline.Inference;

/// <summary>
/// Runs a network over any number of images with bounded memory. Each thread reads, decodes and computes a batch of its own, so
/// decoding and computing overlap without queues between them; a session made with <see cref="OnnxSessionOptions.ThreadsPerRun"/> = 1
/// then keeps every core busy, and no result depends on the number of threads. Thread-safe; the session stays the caller's.
/// </summary>
public sealed class ImageBatchRunner
{
    private readonly OnnxSession _session;
    private readonly InputContract _input;
    private readonly string _output;
    private readonly BatchRunOptions _options;
    private readonly int _batchSize;
    private readonly TensorWriter _writer;

    /// <param name="session">The network; its only input is described by <paramref name="input"/>.</param>
    /// <param name="input">How images become that input.</param>
    /// <param name="output">The output to deliver, <c>[batch, D]</c>.</param>
    /// <param name="options">Batch size, threads and decoding limits.</param>
    public ImageBatchRunner(OnnxSession session, InputContract input, string output, BatchRunOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(input);
        _session = session;
        _input = input;
        _output = output;
        _options = options ?? new BatchRunOptions();
        _batchSize = _options.BatchSizeOn(session.Device);
        ArgumentOutOfRangeException.ThrowIfLessThan(_batchSize, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(_options.Threads, nameof(options));
        _writer = new TensorWriter(input);
    }

    /// <summary>
    /// Delivers one row per image, in order. The images are enumerated by the working threads, one at a time, a few batches ahead
    /// of the delivery. Returns when all are delivered.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled; rows delivered until then stand.</exception>
    /// <exception cref="OnnxModelException">The network failed.</exception>
    public void Run(IEnumerable<ImageSource> images, ImageRowHandler handler, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(handler);
        cancellation.ThrowIfCancellationRequested();

        using var enumerator = images.GetEnumerator();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var line = new OrderedBatches(enumerator, _batchSize);

        // One thread more than cores: it computes while another waits for its turn to deliver.
        var count = (_options.Threads == 0 ? Environment.ProcessorCount : _options.Threads) + 1;
        if (_options.Threads == 1)
        {
            count = 1;
        }

        var threads = new Thread[count];
        for (var i = 0; i < count; i++)
        {
            threads[i] = new Thread(() => Work(line, handler, stop)) { IsBackground = true, Name = $"image batches {i}" };
            threads[i].Start();
        }

        foreach (var thread in threads)
        {
            thread.Join();
        }

        line.ThrowIfFailed();
        cancellation.ThrowIfCancellationRequested();
    }

    private void Work(OrderedBatches line, ImageRowHandler handler, CancellationTokenSource stop)
    {
        BatchBinding? binding = null;
        try
        {
            var sources = new ImageSource[_batchSize];
            var faults = new ImageException?[_batchSize];
            byte[]? pixels = null;

            while (!stop.IsCancellationRequested && line.Take(sources) is { Count: > 0 } batch)
            {
                binding ??= _session.Bind(_batchSize, _input.ItemShape(), [_output]);
                pixels ??= new byte[_input.Resize.Width * _input.Resize.Height * 3];
                Compute(batch, sources, faults, binding, pixels, stop.Token);
                line.WaitForTurn(batch.Number, stop.Token);
                for (var i = 0; i < batch.Count; i++)
                {
                    var values = faults[i] is null ? binding.OutputRow(_output, i) : [];
                    handler(new ImageRow(batch.FirstIndex + i, sources[i], values, faults[i]));
                }

                line.Delivered();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Run reports the cause.
        }
        catch (Exception error)
        {
            line.Fail(error);
            stop.Cancel();
            line.WakeAll();
        }
        finally
        {
            binding?.Dispose();
        }
    }

    private void Compute(OrderedBatches.Batch batch, ImageSource[] sources, ImageException?[] faults, BatchBinding binding, byte[] pixels, CancellationToken stop)
    {
        var readable = 0;
        for (var i = 0; i < batch.Count; i++)
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                sources[i].DecodeInto(_input.Resize, pixels, _options.Decode);
                _writer.Write(pixels, binding.Input.Slice(i * binding.ItemLength, binding.ItemLength));
                faults[i] = null;
                readable++;
            }
            catch (ImageException fault)
            {
                faults[i] = fault;
            }
        }

        if (readable > 0)
        {
            // Always the full batch, so that a row's value never depends on how many rows were left over.
            binding.Run();
        }
    }
}
