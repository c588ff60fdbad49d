using MLPipeline.Kernels.Elementwise;
using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Kernels.Tests;

public sealed unsafe class ElementwiseTests
{
    private const float P = 0.3f;
    private const float Q = 0.8f;

    /// <summary>Every function, by its definition.</summary>
    private static readonly Dictionary<ElementOperation, Func<double, double, double>> Definitions = new()
    {
        [ElementOperation.Add] = (a, b) => a + b,
        [ElementOperation.Subtract] = (a, b) => a - b,
        [ElementOperation.Multiply] = (a, b) => a * b,
        [ElementOperation.Divide] = (a, b) => a / b,
        [ElementOperation.AddScalar] = (a, _) => a + P,
        [ElementOperation.Scale] = (a, _) => (P * a) + Q,
        [ElementOperation.Relu] = (a, _) => Math.Max(a, 0),
        [ElementOperation.ReluGradient] = (a, b) => b > 0 ? a : 0,
        [ElementOperation.Clip] = (a, _) => double.IsNaN(a) ? a : Math.Clamp(a, P, Q),
        [ElementOperation.ClipGradient] = (a, b) => b > P && b < Q ? a : 0,
        [ElementOperation.LeakyRelu] = (a, _) => a > 0 ? a : P * a,
        [ElementOperation.LeakyReluGradient] = (a, b) => b > 0 ? a : P * a,
        [ElementOperation.Sigmoid] = (a, _) => 1 / (1 + Math.Exp(-a)),
        [ElementOperation.SigmoidGradient] = (a, b) => a * b * (1 - b),
        [ElementOperation.HardSigmoid] = (a, _) => double.IsNaN(a) ? a : Math.Clamp((P * a) + Q, 0, 1),
        [ElementOperation.HardSigmoidGradient] = (a, b) => (P * b) + Q is > 0 and < 1 ? a * P : 0,
        [ElementOperation.HardSwish] = (a, _) => double.IsNaN(a) ? a : a * Math.Clamp((a / 6) + 0.5, 0, 1),
        [ElementOperation.HardSwishGradient] = (a, b) => b <= -3 ? 0 : b >= 3 ? a : a * ((2 * b) + 3) / 6,
        [ElementOperation.Copy] = (a, _) => a,
    };

    public static TheoryData<ElementOperation, VectorWidth> Cases
    {
        get
        {
            var cases = new TheoryData<ElementOperation, VectorWidth>();
            foreach (var operation in Enum.GetValues<ElementOperation>())
            {
                foreach (var width in Enum.GetValues<VectorWidth>()) cases.Add(operation, width);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Elementwise_IsTheDefinition_AlsoForWhatIsNotANumber(ElementOperation operation, VectorWidth width)
    {
        const int Length = 70_003; // three parts, the last one no whole register
        using AlignedMemory a = new(Length), b = new(Length), target = new(Length);
        var random = new Random(4);
        for (var i = 0; i < Length; i++)
        {
            a.Start[i] = (float)((random.NextDouble() * 10) - 5);
            b.Start[i] = (float)((random.NextDouble() * 10) - 5);
        }

        float[] special = [float.NaN, 0, -0f, 3, -3, float.PositiveInfinity, float.NegativeInfinity];
        special.CopyTo(a.Span(40, special.Length));
        a.Start[Length - 1] = float.NaN;
        special.AsSpan(1, 4).CopyTo(b.Span(60, 4));
        var kernel = KernelSet.For(width).Elementwise(operation, Length);
        (kernel.P, kernel.Q) = (P, Q);
        kernel.A = a.Start;
        kernel.B = b.Start;
        kernel.Target = target.Start;
        using var team = new WorkTeam(2);
        team.Run(kernel);
        for (var i = 0; i < Length; i++)
        {
            var expected = Definitions[operation](a.Start[i], b.Start[i]);
            var actual = target.Start[i];
            if (double.IsNaN(expected)) Assert.True(float.IsNaN(actual), $"{operation} of {a.Start[i]} and {b.Start[i]}: {actual}");
            else Assert.True(expected == actual || Math.Abs(expected - actual) <= 1e-6 * Math.Max(1, Math.Abs(expected)), $"{operation} of {a.Start[i]} and {b.Start[i]}: {actual} for {expected}");
        }

        kernel.Target = a.Start;
        var before = target.Span(0, Length).ToArray();
        team.Run(kernel);
        Assert.Equal(before, a.Span(0, Length).ToArray());
    }

    [Fact]
    public void Dropout_DropsItsShare_AndScalesTheRest()
    {
        const int Length = 200_000;
        using AlignedMemory x = new(Length), mask = new(Length), y = new(Length);
        x.Span(0, Length).Fill(3);
        var kernel = new DropoutKernel(Length, 0.3f) { Source = x.Start, Mask = mask.Start, Target = y.Start, Seed = 5 };
        using var team = new WorkTeam(2);
        team.Run(kernel);
        var first = mask.Span(0, Length).ToArray();
        Assert.All(first, each => Assert.True(each == 0 || each == 1 / (1 - 0.3f)));
        Assert.Equal(first.Select(each => 3 * each), y.Span(0, Length).ToArray());

        // A share of 200,000 draws deviates by sqrt(0.21 / 200,000) = 0.001; neighbours agree in 0.3² + 0.7² = 0.58 of the cases.
        Assert.Equal(0.3, first.Count(each => each == 0) / (double)Length, 0.005);
        Assert.Equal(0.58, first.Zip(first.Skip(1)).Count(pair => pair.First == pair.Second) / (double)Length, 0.006);
        kernel.Seed = 6;
        team.Run(kernel);
        Assert.Equal(0.58, first.Zip(mask.Span(0, Length).ToArray()).Count(pair => pair.First == pair.Second) / (double)Length, 0.006);
    }
}
