using MLPipeline.Kernels.Channels;
using MLPipeline.Kernels.Elementwise;
using MLPipeline.Kernels.Losses;
using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Normalization;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Kernels.Tests;

/// <summary>Kernels that go over channels: sums, broadcasts, copies of boxes, rows of pixels, normalisations with given numbers, the loss.</summary>
public sealed unsafe class ChannelKernelTests : IDisposable
{
    private readonly WorkTeam _team = new(2);

    public static TheoryData<VectorWidth, int> Widths
    {
        get
        {
            var data = new TheoryData<VectorWidth, int>();
            foreach (var width in Enum.GetValues<VectorWidth>())
            {
                foreach (var channels in new[] { 3, 16, 20 }) data.Add(width, channels);
            }

            return data;
        }
    }

    public static TheoryData<int, int, int, int, int> Boxes => new()
    {
        // source channels, first, count, target channels, first
        { 24, 0, 24, 54, 0 },
        { 10, 0, 10, 54, 24 },
        { 20, 0, 20, 52, 32 },
        { 48, 16, 16, 16, 0 },
        { 54, 16, 24, 24, 0 },
        { 20, 3, 10, 30, 16 },
    };

    [Theory]
    [MemberData(nameof(Widths))]
    public void ChannelSum_IsTheSum_OfEachImageOrOfAll(VectorWidth width, int channels)
    {
        using var x = new BlockedTensor(new TensorLayout(3, channels, 9, 7), 1);
        foreach (var perImage in new[] { true, false })
        {
            using var sums = new BlockedTensor(new TensorLayout(perImage ? 3 : 1, channels, 1, 1));
            sums.Fill(7);
            var kernel = KernelSet.For(width).ChannelSum(x.Layout, perImage);
            kernel.Source = x.Start;
            kernel.Target = sums.Start;
            kernel.Factor = 0.5f;
            kernel.Run(_team);
            var expected = sums.Places().Select(at => 0.5 * x.Places().Where(each => each.C == at.C && (!perImage || each.N == at.N)).Sum(each => (double)x[each.N, each.C, each.Y, each.X]));
            Assert.InRange(Closeness.RelativeError([.. expected], sums.ToArray()), 0, 1e-6);
            Assert.Equal(0, sums.LargestPadding());
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void ChannelBroadcast_AppliesTheNumberOfEachChannel(VectorWidth width, int channels)
    {
        using var x = new BlockedTensor(new TensorLayout(3, channels, 5, 7), 1);
        foreach (var perImage in new[] { true, false })
        {
            using var numbers = new BlockedTensor(new TensorLayout(perImage ? 3 : 1, channels, 1, 1), 2);
            foreach (var (operation, apply) in new (ElementOperation, Func<float, float, float>)[]
            {
                (ElementOperation.Add, (a, b) => a + b), (ElementOperation.Subtract, (a, b) => a - b), (ElementOperation.Multiply, (a, b) => a * b),
            })
            {
                using var y = x.Copy();
                var kernel = KernelSet.For(width).ChannelBroadcast(operation, x.Layout, perImage);
                kernel.PerChannel = numbers.Start;
                kernel.Factor = 2;
                kernel.Source = kernel.Target = y.Start;
                _team.Run(kernel);
                Assert.Equal(x.Places().Select(at => apply(x[at.N, at.C, at.Y, at.X], 2 * numbers[perImage ? at.N : 0, at.C, 0, 0])), y.ToArray());
                Assert.Equal(0, y.LargestPadding());
            }

            using var spread = new BlockedTensor(x.Layout);
            spread.Fill(7);
            var spreading = KernelSet.For(width).ChannelBroadcast(ElementOperation.Add, x.Layout, perImage);
            spreading.PerChannel = numbers.Start;
            spreading.Target = spread.Start;
            _team.Run(spreading);
            Assert.Equal(x.Places().Select(at => numbers[perImage ? at.N : 0, at.C, 0, 0]), spread.ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void ChannelAffine_IsBatchNormalisationWithGivenStatistics(VectorWidth width, int channels)
    {
        using var x = new BlockedTensor(new TensorLayout(2, channels, 5, 7), 1);
        using var vectors = new ChannelVectors(channels);
        using var y = x.Copy();
        var kernel = KernelSet.For(width).ChannelAffine(x.Layout);
        vectors.Bind(kernel);
        kernel.Epsilon = 1e-3f;
        kernel.Relu = channels != 16;
        kernel.Input = kernel.Output = y.Start;
        kernel.Run(_team);
        var expected = x.Places().Select(at =>
        {
            var value = (vectors.Scale[at.C] * ((double)x[at.N, at.C, at.Y, at.X] - vectors.RunningMean[at.C]) / Math.Sqrt(vectors.RunningVariance[at.C] + 1e-3f)) + vectors.Bias[at.C];
            return kernel.Relu ? Math.Max(0, value) : value;
        });
        Assert.InRange(Closeness.RelativeError([.. expected], y.ToArray()), 0, 1e-6);
        Assert.Equal(0, y.LargestPadding());
    }

    [Theory]
    [MemberData(nameof(Boxes))]
    public void RegionCopy_CopiesTheBoxAndNothingElse(int sourceChannels, int first, int count, int targetChannels, int to)
    {
        using var source = new BlockedTensor(new TensorLayout(2, sourceChannels, 6, 7), 1);
        foreach (var interleaved in new[] { false, true })
        {
            using var target = new BlockedTensor(interleaved ? TensorLayout.Interleaved(2, targetChannels, 5, 9) : new TensorLayout(2, targetChannels, 5, 9), 2);
            using var before = target.Copy();
            var box = new CopyBox(count, 3, 4) { SourceChannel = first, SourceRow = 2, SourceColumn = 1, TargetChannel = to, TargetRow = 1, TargetColumn = 5 };
            var kernel = new RegionCopy(source.Layout, target.Layout, box) { Source = source.Start, Target = target.Start };
            _team.Run(kernel);
            Assert.Equal(
                target.Places().Select(at => at.C >= to && at.C < to + count && at.Y is >= 1 and < 4 && at.X is >= 5 and < 9
                    ? source[at.N, at.C - to + first, at.Y + 1, at.X - 4]
                    : before[at.N, at.C, at.Y, at.X]),
                target.ToArray());
            Assert.Equal(0, target.LargestPadding());
        }
    }

    [Theory]
    [InlineData(10)]
    [InlineData(32)]
    public void Flatten_IsTheOrderOfTheIndices_AndBack(int channels)
    {
        using var images = new BlockedTensor(new TensorLayout(3, channels, 3, 5), 1);
        using var rows = new BlockedTensor(new TensorLayout(3, channels * 15, 1, 1));
        _team.Run(new FlattenKernel(images.Layout, toRows: true) { Source = images.Start, Target = rows.Start });
        Assert.Equal(images.ToArray(), rows.ToArray());
        using var back = new BlockedTensor(images.Layout);
        _team.Run(new FlattenKernel(images.Layout, toRows: false) { Source = rows.Start, Target = back.Start });
        Assert.Equal(images.ToArray(), back.ToArray());
    }

    [Theory]
    [InlineData(5)]
    [InlineData(4)]
    public void LocalResponseNormalization_IsTheDefinition(int size)
    {
        using var x = new BlockedTensor(new TensorLayout(2, 20, 3, 4), 1);
        using var y = new BlockedTensor(x.Layout);
        _team.Run(new LocalResponseNormalization(x.Layout, size, 0.5f, 0.75f, 2) { Input = x.Start, Output = y.Start });
        var expected = x.Places().Select(at =>
        {
            var neighbours = Enumerable.Range(at.C - ((size - 1) / 2), size).Where(c => c is >= 0 and < 20);
            return x[at.N, at.C, at.Y, at.X] / Math.Pow(2 + (0.5 / size * neighbours.Sum(c => Math.Pow(x[at.N, c, at.Y, at.X], 2))), 0.75);
        });
        Assert.InRange(Closeness.RelativeError([.. expected], y.ToArray()), 0, 1e-6); // the gradient is tested with whole networks
    }

    [Fact]
    public void SoftmaxCrossEntropy_LargeLogits_IsTheDefinition_AndLeavesNothingBetweenRows()
    {
        using var logits = new BlockedTensor(new TensorLayout(3, 10, 1, 1), 1, random => 1000 * random.NextDouble());
        using AlignedMemory targets = new(30), probabilities = new(30);
        for (var k = 0; k < 10; k++) (targets.Start[k], targets.Start[10 + k]) = (0.05f, k == 3 ? 0.5f : 0); // the third row counts nothing
        var kernel = new SoftmaxCrossEntropy(logits.Layout) { Logits = logits.Start, Targets = targets.Start, Probabilities = probabilities.Start };
        var loss = kernel.Forward();
        using var gradient = new BlockedTensor(logits.Layout);
        gradient.Fill(float.NaN);
        kernel.Backward(gradient.Start);
        var expected = 0.0;
        for (var n = 0; n < 3; n++)
        {
            var row = Enumerable.Range(0, 10).Select(k => (double)logits[n, k, 0, 0]).ToArray();
            var sum = row.Sum(each => Math.Exp(each - row.Max()));
            var total = Enumerable.Range(0, 10).Sum(k => (double)targets.Start[(10 * n) + k]);
            for (var k = 0; k < 10; k++)
            {
                double probability = Math.Exp(row[k] - row.Max()) / sum, target = targets.Start[(10 * n) + k];
                expected -= target * (row[k] - row.Max() - Math.Log(sum));
                Assert.Equal(probability, probabilities.Start[(10 * n) + k], 1e-6);
                Assert.Equal((probability * total) - target, gradient[n, k, 0, 0], 1e-6);
            }
        }

        Assert.Equal(expected, loss, 1e-6 * expected);
        Assert.True(gradient.LargestPadding() == 0, "What fills the block up must be zero.");
    }

    public void Dispose() => _team.Dispose();
}
