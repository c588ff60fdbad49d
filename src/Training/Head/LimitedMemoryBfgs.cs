using System.Numerics.Tensors;

namespace MLPipeline.Training;

/// <summary>
/// L-BFGS with a backtracking line search (J. Nocedal, S. Wright, Numerical Optimization, algorithms 7.4 and 7.5; sufficient
/// decrease 3.4). For smooth convex functions.
/// </summary>
internal static class LimitedMemoryBfgs
{
    private const int Memory = 8;
    private const double RelativeGradientTolerance = 1e-4;
    private const double RelativeDecreaseTolerance = 1e-6;
    private const double SufficientDecrease = 1e-4;

    /// <summary>Value and gradient (written to the second argument) at a point.</summary>
    public delegate double Objective(float[] point, float[] gradient);

    /// <summary>Moves <paramref name="point"/> to a minimum; returns the value there.</summary>
    public static double Minimize(float[] point, Objective objective, int mostIterations)
    {
        var gradient = new float[point.Length];
        var value = objective(point, gradient);
        var startNorm = TensorPrimitives.Norm<float>(gradient);
        var steps = new Queue<(float[] Step, float[] Change, double Curvature)>();

        for (var iteration = 0; iteration < mostIterations; iteration++)
        {
            if (TensorPrimitives.Norm<float>(gradient) <= RelativeGradientTolerance * Math.Max(1e-3, startNorm))
            {
                break;
            }

            var direction = Direction(gradient, steps);
            var slope = (double)TensorPrimitives.Dot<float>(direction, gradient);
            if (!(slope < 0))
            {
                break; // rounding has used up the descent
            }

            // The first step has no scale yet: go a distance of at most 1.
            var length = steps.Count == 0 ? Math.Min(1, 1 / TensorPrimitives.Norm<float>(gradient)) : 1;
            var (next, nextGradient, nextValue) = Search(point, value, direction, slope, length, objective);
            if (next is null)
            {
                break;
            }

            Remember(steps, point, next, gradient, nextGradient);
            var decrease = value - nextValue;
            next.CopyTo(point, 0);
            gradient = nextGradient;
            value = nextValue;
            if (decrease < RelativeDecreaseTolerance * Math.Max(1e-3, Math.Abs(value)))
            {
                break;
            }
        }

        return value;
    }

    private static (float[]? Point, float[] Gradient, double Value) Search(
        float[] point, double value, float[] direction, double slope, double length, Objective objective)
    {
        var next = new float[point.Length];
        var gradient = new float[point.Length];
        for (var attempt = 0; attempt < 20; attempt++)
        {
            TensorPrimitives.MultiplyAdd(direction, (float)length, point, next);
            var nextValue = objective(next, gradient);
            if (nextValue <= value + (SufficientDecrease * length * slope))
            {
                return (next, gradient, nextValue);
            }

            length /= 2;
        }

        return (null, gradient, value);
    }

    /// <summary>Two-loop recursion: minus the approximate inverse Hessian times the gradient.</summary>
    private static float[] Direction(float[] gradient, Queue<(float[] Step, float[] Change, double Curvature)> steps)
    {
        var direction = new float[gradient.Length];
        TensorPrimitives.Negate(gradient, direction);
        var factors = new double[steps.Count];
        var history = steps.ToArray();
        for (var i = history.Length - 1; i >= 0; i--)
        {
            factors[i] = TensorPrimitives.Dot<float>(history[i].Step, direction) / history[i].Curvature;
            TensorPrimitives.MultiplyAdd(history[i].Change, (float)-factors[i], direction, direction);
        }

        if (history.Length > 0)
        {
            var last = history[^1];
            TensorPrimitives.Multiply(direction, (float)(last.Curvature / TensorPrimitives.Dot<float>(last.Change, last.Change)), direction);
        }

        for (var i = 0; i < history.Length; i++)
        {
            var factor = factors[i] - (TensorPrimitives.Dot<float>(history[i].Change, direction) / history[i].Curvature);
            TensorPrimitives.MultiplyAdd(history[i].Step, (float)factor, direction, direction);
        }

        return direction;
    }

    private static void Remember(Queue<(float[] Step, float[] Change, double Curvature)> steps, float[] from, float[] to, float[] fromGradient, float[] toGradient)
    {
        var step = new float[from.Length];
        var change = new float[from.Length];
        TensorPrimitives.Subtract(to, from, step);
        TensorPrimitives.Subtract(toGradient, fromGradient, change);
        var curvature = (double)TensorPrimitives.Dot<float>(step, change);
        if (curvature <= 1e-12)
        {
            return; // keeps the approximation positive definite
        }

        if (steps.Count == Memory)
        {
            steps.Dequeue();
        }

        steps.Enqueue((step, change, curvature));
    }
}
