namespace MLPipeline.Training;

/// <summary>The optimiser's state for one array of parameters.</summary>
internal sealed class ParameterUpdate
{
    private const float MomentumFactor = 0.9f;
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;

    private readonly HeadOptimizer _optimizer;
    private readonly float[] _first;
    private readonly float[] _second;
    private long _steps;

    public ParameterUpdate(HeadOptimizer optimizer, int length)
    {
        _optimizer = optimizer;
        _first = optimizer == HeadOptimizer.Sgd ? [] : new float[length];
        _second = optimizer == HeadOptimizer.Adam ? new float[length] : [];
    }

    /// <param name="parameters">Changed in place.</param>
    /// <param name="gradient">Of the data loss.</param>
    /// <param name="penalty">Factor of the parameter itself that is added to its gradient (L2).</param>
    /// <param name="rate">Learning rate.</param>
    public void Step(float[] parameters, float[] gradient, float penalty, double rate)
    {
        _steps++;
        switch (_optimizer)
        {
            case HeadOptimizer.Sgd:
                for (var i = 0; i < parameters.Length; i++)
                {
                    parameters[i] -= (float)rate * (gradient[i] + (penalty * parameters[i]));
                }

                break;

            case HeadOptimizer.Momentum:
                for (var i = 0; i < parameters.Length; i++)
                {
                    _first[i] = (MomentumFactor * _first[i]) + gradient[i] + (penalty * parameters[i]);
                    parameters[i] -= (float)rate * _first[i];
                }

                break;

            default:
                // Kingma and Ba, section 2: the bias corrections are moved into the rate and epsilon.
                var correction = Math.Sqrt(1 - Math.Pow(Beta2, _steps));
                var step = (float)(rate * correction / (1 - Math.Pow(Beta1, _steps)));
                var epsilon = (float)(Epsilon * correction);
                for (var i = 0; i < parameters.Length; i++)
                {
                    var g = gradient[i] + (penalty * parameters[i]);
                    _first[i] = ((float)Beta1 * _first[i]) + ((float)(1 - Beta1) * g);
                    _second[i] = ((float)Beta2 * _second[i]) + ((float)(1 - Beta2) * g * g);
                    parameters[i] -= step * _first[i] / (MathF.Sqrt(_second[i]) + epsilon);
                }

                break;
        }
    }
}
