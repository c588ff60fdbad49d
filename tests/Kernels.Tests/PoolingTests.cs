using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Pooling;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Kernels.Tests;

public sealed unsafe class PoolingTests
{
    private static readonly Dictionary<string, PoolShape> Shapes = new()
    {
        ["2x2"] = new(new TensorLayout(2, 20, 6, 8), 3, 4) { KernelHeight = 2, KernelWidth = 2, StrideHeight = 2, StrideWidth = 2 },
        ["3x3, padded"] = new(new TensorLayout(2, 16, 7, 9), 4, 5) { KernelHeight = 3, KernelWidth = 3, StrideHeight = 2, StrideWidth = 2, PadTop = 1, PadLeft = 1, PadBottom = 1, PadRight = 1 },
        ["3x3, rounded up"] = new(new TensorLayout(1, 10, 6, 8), 3, 4) { KernelHeight = 3, KernelWidth = 3, StrideHeight = 2, StrideWidth = 2 },
        ["3x3, padded and rounded up, pads count"] = new(new TensorLayout(3, 24, 6, 6), 4, 4) { KernelHeight = 3, KernelWidth = 3, StrideHeight = 2, StrideWidth = 2, PadTop = 1, PadLeft = 1, PadBottom = 1, PadRight = 1, CountPads = true },
        ["2x3, dilated"] = new(new TensorLayout(2, 3, 6, 9), 4, 5) { KernelHeight = 2, KernelWidth = 3, DilationHeight = 2, DilationWidth = 2 },
        ["1x1, stride 2"] = new(new TensorLayout(2, 20, 5, 7), 3, 4) { KernelHeight = 1, KernelWidth = 1, StrideHeight = 2, StrideWidth = 2 },
    };

    public static TheoryData<string, VectorWidth> Cases => ConvolutionCases.ForEachWidth(Shapes.Keys);

    [Theory]
    [MemberData(nameof(Cases))]
    public void MaxPool_GivesTheLargest_AndItsGradientToTheFirstOfThem(string name, VectorWidth width)
    {
        // Whole numbers from 0 to 3: most windows have their largest element several times.
        using var run = new PoolRun(Shapes[name], random => random.Next(4));
        Run(run, KernelSet.For(width).MaxPool(run.Shape));
        Run(run, KernelSet.For(width).MaxPoolGradient(run.Shape));
        var expected = new double[run.DX.ToArray().Length];
        foreach (var (place, window) in run.Windows())
        {
            var largest = window.MaxBy(at => run.X[place.N, place.C, at.Y, at.X]); // the first of equals
            Assert.Equal(run.X[place.N, place.C, largest.Y, largest.X], run.Y[place.N, place.C, place.Y, place.X]);
            expected[run.IndexOf(place.N, place.C, largest.Y, largest.X)] += run.DY[place.N, place.C, place.Y, place.X];
        }

        Check(run, expected);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void AveragePool_DividesByWhatIsThere_OrByPadsToo(string name, VectorWidth width)
    {
        using var run = new PoolRun(Shapes[name], random => (2 * random.NextDouble()) - 1);
        Run(run, KernelSet.For(width).AveragePool(run.Shape));
        Run(run, KernelSet.For(width).AveragePoolGradient(run.Shape));
        var expected = new double[run.DX.ToArray().Length];
        foreach (var (place, window) in run.Windows())
        {
            double divisor = run.Shape.CountPads ? run.Padded(place.Y, place.X) : window.Count;
            Assert.Equal(window.Sum(at => (double)run.X[place.N, place.C, at.Y, at.X]) / divisor, run.Y[place.N, place.C, place.Y, place.X], 1e-6);
            foreach (var at in window) expected[run.IndexOf(place.N, place.C, at.Y, at.X)] += run.DY[place.N, place.C, place.Y, place.X] / divisor;
        }

        Check(run, expected);
    }

    [Theory]
    [InlineData(VectorWidth.Bits128)]
    [InlineData(VectorWidth.Bits256)]
    [InlineData(VectorWidth.Bits512)]
    public void MaxPool_NotANumber_IsTheLargestWhereverItStands(VectorWidth width)
    {
        for (var place = 0; place < 4; place++)
        {
            using var run = new PoolRun(Shapes["2x2"], random => random.NextDouble());
            run.X[1, 17, 2 + (place / 2), 4 + (place % 2)] = float.NaN;
            run.X[0, 3, 0, 0] = float.NegativeInfinity;
            Run(run, KernelSet.For(width).MaxPool(run.Shape));
            Assert.Equal([(1, 17, 1, 2)], run.Y.Places().Where(at => !float.IsFinite(run.Y[at.N, at.C, at.Y, at.X])));
        }
    }

    private static void Run(PoolRun run, PoolKernel kernel)
    {
        kernel.Input = run.X.Start;
        kernel.Output = run.Y.Start;
        kernel.OutputGradient = run.DY.Start;
        kernel.InputGradient = run.DX.Start;
        using var team = new WorkTeam(2);
        team.Run(kernel);
    }

    private static void Check(PoolRun run, double[] expected)
    {
        foreach (var (wanted, got) in expected.Zip(run.DX.ToArray())) Assert.Equal(wanted, got, 1e-6);
        Assert.Equal(0, run.Y.LargestPadding());
        Assert.Equal(0, run.DX.LargestPadding());
    }
}
