namespace MLPipeline.Training.Tests.Augmentation;

public class ImageAugmenterTests
{
    private static readonly float[] Mean = [0.4914f, 0.4822f, 0.4465f];
    private static readonly float[] Deviation = [0.2470f, 0.2435f, 0.2616f];

    [Fact]
    public void NoAugmentation_OnlyNormalizes()
    {
        var target = new float[6];
        new ImageAugmenter(ImageAugmentation.None, 1, 2, Mean, Deviation, 0).Apply([0, 128, 255, 17, 1, 99], 1, 2, 0, 0, target);

        double[] expected = [(0 - 0.4914) / 0.2470, ((128 / 255.0) - 0.4822) / 0.2435, (1 - 0.4465) / 0.2616,
            ((17 / 255.0) - 0.4914) / 0.2470, ((1 / 255.0) - 0.4822) / 0.2435, ((99 / 255.0) - 0.4465) / 0.2616];
        Assert.All(expected.Zip(target), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Theory]
    [InlineData("cifar,rotate,color:0.4,blur,erase", 32)]
    [InlineData("photo", 48)]
    [InlineData("satellite", 32)]
    public void AnyOrder_AndAnyNumberOfThreads_GiveTheSamePixels(string augmentation, int size)
    {
        const int Count = 64;
        var pixels = Enumerable.Range(0, Count).Select(n => Pictures.Noise(size, size, 3, n)).ToArray();
        float[] Prepared(ImageAugmenter augmenter, int epoch, int n)
        {
            var target = new float[32 * 32 * 3];
            augmenter.Apply(pixels[n], size, size, epoch, n, target);
            return target;
        }

        var one = New(augmentation, 1);
        var forwards = Enumerable.Range(0, Count).Select(n => Prepared(one, 2, n)).ToArray();
        var backwards = Enumerable.Range(0, Count).Reverse().Select(n => Prepared(one, 2, n)).Reverse().ToArray();
        var parallel = Enumerable.Range(0, Count).AsParallel().AsOrdered().WithDegreeOfParallelism(4).Select(n => Prepared(New(augmentation, 1), 2, n)).ToArray();

        Assert.Equal(forwards, backwards);
        Assert.Equal(forwards, parallel);
        Assert.NotEqual(forwards, Enumerable.Range(0, Count).Select(n => Prepared(one, 3, n)));
        Assert.NotEqual(forwards, Enumerable.Range(0, Count).Select(n => Prepared(New(augmentation, 2), 2, n)));
    }

    [Fact]
    public void HotPath_AllocatesNothing()
    {
        var augmenter = New("pad-crop:4:reflect,resized-crop,flip,vflip,rotate,color:0.4,blur:0.5:2:1,erase:1", 1);
        var mixer = new BatchMixer(ImageAugmentation.Parse("mixup,cutmix"), 1);
        var (pixels, images, targets) = (Pictures.Noise(40, 50, 3), new float[4 * 32 * 32 * 3], new float[4 * 10]);
        Work(); // the same images again and again: the first round makes every buffer as large as it will be
        Assert.Equal(0, SteadyAllocation.Of(Work));

        void Work()
        {
            for (var n = 0; n < 100; n++)
            {
                for (var i = 0; i < 4; i++)
                    augmenter.Apply(pixels, 40, 50, 0, (4 * n) + i, images.AsSpan(i * 32 * 32 * 3, 32 * 32 * 3));

                mixer.Apply(images, targets, 4, 32, 32, 0, n);
            }
        }
    }

    [Fact]
    public void WrongSizes_AreRefused()
    {
        var augmenter = New("cifar", 1);
        var target = new float[32 * 32 * 3];
        Assert.Throws<ArgumentException>(() => augmenter.Apply(new byte[32 * 32], 32, 32, 0, 0, target));
        Assert.Throws<ArgumentException>(() => augmenter.Apply(new byte[32 * 32 * 3], 32, 32, 0, 0, new float[5]));
        var error = Assert.Throws<ArgumentException>(() => augmenter.Apply(new byte[40 * 32 * 3], 40, 32, 0, 0, target));
        Assert.Contains("An image of 40 x 32 is no input of 32 x 32: resize it first, or use resized-crop.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_AreAllListed()
    {
        var augmentation = new ImageAugmentation { Transforms = [new Rotation { Degrees = 200 }], Mixes = [new Mixup { Alpha = 0 }] };
        var error = Assert.Throws<ArgumentException>(() => new ImageAugmenter(augmentation, 0, 32, [0.5f, 0.5f], [0f], 1));

        Assert.All(
            ["The angle 200 of rotate", "The alpha 0 of mixup", "The input is 0 x 32", "2 means and 1 deviations", "deviations (0) above 0"],
            fault => Assert.Contains(fault, error.Message, StringComparison.Ordinal));
    }

    private static ImageAugmenter New(string augmentation, int seed) => new(ImageAugmentation.Parse(augmentation), 32, 32, Mean, Deviation, seed);
}
