using MLPipeline.Graphs;

namespace MLPipeline.Networks;

/// <summary>Parameters of zeros over the same memory, which is as large as the largest of them and is never touched.</summary>
internal sealed class SharedZeros
{
    private byte[] _zeros = [];

    public TensorData Create(ParameterRequest request)
    {
        var bytes = (int)request.Dimensions.Aggregate((long)sizeof(float), (product, length) => product * length);
        if (_zeros.Length < bytes) _zeros = new byte[bytes];
        return new TensorData(ElementType.Float32, request.Dimensions, _zeros.AsMemory(0, bytes));
    }
}
