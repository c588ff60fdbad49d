using System.Numerics.Tensors;

namespace MLPipeline.Interpretation;

/// <summary>
/// The responses of a classifier at each place of its last map, <c>[K, Height, Width]</c>, and the class with the largest one at each.
/// </summary>
internal sealed class ResponseMap
{
    private readonly float[] _responses;
    private readonly int[] _largest;
    private readonly int _classes;
    private readonly int _width;

    public ResponseMap(float[] responses, int classes, int height, int width)
    {
        (_responses, _classes, _width, _largest) = (responses, classes, width, new int[height * width]);
        for (var place = 0; place < _largest.Length; place++)
        {
            for (var k = 1; k < classes; k++)
            {
                if (At(k, place) > At(_largest[place], place)) _largest[place] = k;
            }
        }
    }

    /// <summary>Probabilities of the classes, <c>[K]</c>: the mean of a class's responses over the places is its logit.</summary>
    public float[] Scores()
    {
        var scores = new float[_classes];
        for (var k = 0; k < _classes; k++) scores[k] = TensorPrimitives.Sum(Of(k)) / _largest.Length;
        var highest = TensorPrimitives.Max(scores);
        for (var k = 0; k < _classes; k++) scores[k] = MathF.Exp(scores[k] - highest);
        TensorPrimitives.Divide(scores, TensorPrimitives.Sum(scores), scores);
        return scores;
    }

    /// <summary>
    /// The smallest rectangle of places, edges behind the last ones, with all places where the class has the largest response of all and
    /// that is above the threshold; null where there is none.
    /// </summary>
    /// <param name="wanted">The class.</param>
    /// <param name="threshold">
    /// A share of the class's largest response. Where that is not above 0 nothing speaks for the class, and no place is above the share.
    /// </param>
    public (int Left, int Top, int Right, int Bottom)? Enclose(int wanted, double threshold)
    {
        var least = Math.Max(0, threshold * TensorPrimitives.Max(Of(wanted)));
        var (left, top, right, bottom) = (int.MaxValue, int.MaxValue, 0, 0);
        for (var place = 0; place < _largest.Length; place++)
        {
            if (_largest[place] != wanted || At(wanted, place) <= least) continue;
            var (y, x) = Math.DivRem(place, _width);
            (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x + 1), Math.Max(bottom, y + 1));
        }

        return right == 0 ? null : (left, top, right, bottom);
    }

    private ReadOnlySpan<float> Of(int wanted) => _responses.AsSpan(wanted * _largest.Length, _largest.Length);

    private float At(int wanted, int place) => _responses[(wanted * _largest.Length) + place];
}
