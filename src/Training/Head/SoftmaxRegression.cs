namespace MLPipeline.Training;

/// <summary>L2-penalised softmax regression fitted to its optimum; keeps its solution as the start of the next fit.</summary>
internal sealed class SoftmaxRegression
{
    private const int ChunkRows = 512;
    private const int MostIterations = 60;

    private readonly FeatureSubset _train;
    private readonly FeatureSubset _heldOut;
    private readonly float[] _classWeights;
    private readonly int _width;
    private readonly int[] _trainOrder;
    private readonly int[] _heldOutOrder;
    private readonly double _trainWeight;
    private readonly StandardizedBatch _batch;
    private readonly float[] _logits;
    private readonly float[] _weights;
    private readonly float[] _bias;
    private readonly float[] _partialGradient;
    private readonly float[] _parameters;

    public SoftmaxRegression(FeatureSubset train, FeatureSubset heldOut, float[] classWeights)
    {
        _train = train;
        _heldOut = heldOut;
        _classWeights = classWeights;
        _width = train.Features.Width;
        _trainOrder = [.. Enumerable.Range(0, train.Count)];
        _heldOutOrder = [.. Enumerable.Range(0, heldOut.Count)];
        _trainWeight = train.Labels.Sum(label => (double)classWeights[label]);
        _batch = new StandardizedBatch(FeatureStandardization.Compute(train), _width, ChunkRows);
        _logits = new float[ChunkRows * classWeights.Length];
        _weights = new float[checked(classWeights.Length * _width)];
        _bias = new float[classWeights.Length];
        _partialGradient = new float[_weights.Length];
        _parameters = new float[_weights.Length + _bias.Length];
    }

    public int TrainCount => _train.Count;

    /// <summary>Minimises mean weighted cross-entropy + <paramref name="penalty"/> / 2 · ‖W‖²; the bias is free.</summary>
    public void Fit(double penalty) =>
        LimitedMemoryBfgs.Minimize(_parameters, (parameters, gradient) => Objective(parameters, gradient, (float)penalty), MostIterations);

    /// <summary>Sum of weighted cross-entropy over the held-out images.</summary>
    public double HeldOutLoss()
    {
        Split(_parameters);
        double loss = 0;
        for (var start = 0; start < _heldOut.Count; start += ChunkRows)
        {
            _batch.Fill(_heldOut, _heldOutOrder, start);
            loss += Forward(1).Loss;
        }

        return loss;
    }

    private double Objective(float[] parameters, float[] gradient, float penalty)
    {
        Split(parameters);
        Array.Clear(gradient);
        double loss = 0;
        for (var start = 0; start < _train.Count; start += ChunkRows)
        {
            _batch.Fill(_train, _trainOrder, start);
            loss += Forward(1 / _trainWeight).Loss / _trainWeight;
            DenseKernels.Backward(_batch.Rows, _logits, _partialGradient, _batch.Count, _width, _bias.Length);
            System.Numerics.Tensors.TensorPrimitives.Add(gradient.AsSpan(0, _partialGradient.Length), _partialGradient, gradient);
            for (var b = 0; b < _batch.Count; b++)
            {
                for (var k = 0; k < _bias.Length; k++)
                {
                    gradient[_weights.Length + k] += _logits[(b * _bias.Length) + k];
                }
            }
        }

        double squares = 0;
        for (var i = 0; i < _weights.Length; i++)
        {
            squares += (double)parameters[i] * parameters[i];
            gradient[i] += penalty * parameters[i];
        }

        return loss + (penalty / 2 * squares);
    }

    private (double Loss, double Weight, int Correct) Forward(double scale)
    {
        DenseKernels.Forward(_batch.Rows, _weights, _bias, _logits, _batch.Count, _width);
        return SoftmaxLoss.Differentiate(_logits.AsSpan(0, _batch.Count * _bias.Length), _batch.Labels, _classWeights, scale);
    }

    private void Split(float[] parameters)
    {
        parameters.AsSpan(0, _weights.Length).CopyTo(_weights);
        parameters.AsSpan(_weights.Length).CopyTo(_bias);
    }
}
