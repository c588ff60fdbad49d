using MLPipeline.Imaging;
using MLPipeline.Runtime;

namespace MLPipeline.Inference;

/// <summary>The buffers for one image at a time, reused from call to call. Not thread-safe: an engine keeps one per concurrent caller.</summary>
internal sealed class SingleImageRun(LoadedClassifier classifier) : IDisposable
{
    private readonly InputContract _input = classifier.Contract.Input;
    private readonly TensorWriter _writer = new(classifier.Contract.Input);
    private readonly byte[] _pixels = new byte[classifier.Contract.Input.Resize.Width * classifier.Contract.Input.Resize.Height * 3];
    private readonly Dictionary<string, BatchBinding> _bindings = [];

    public float[] Compute(ImageSource image, string output, DecodeOptions decode)
    {
        if (!_bindings.TryGetValue(output, out var binding))
        {
            binding = classifier.Session.Bind(1, _input.ItemShape(), [output]);
            _bindings.Add(output, binding);
        }

        image.DecodeInto(_input.Resize, _pixels, decode);
        _writer.Write(_pixels, binding.Input);
        binding.Run();
        return binding.Output(output).ToArray();
    }

    public void Dispose()
    {
        foreach (var binding in _bindings.Values)
        {
            binding.Dispose();
        }
    }
}
