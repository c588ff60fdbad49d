namespace MLPipeline.Training.Tests.Augmentation;

public class BatchMixerTests
{
    private const int Count = 4, Height = 8, Width = 6, Channels = 3, Classes = 5;

    [Fact]
    public void Mixup_BlendsImagesAndTargets_WithOneShare()
    {
        var shares = new HashSet<float>();
        for (var batch = 0; batch < 50; batch++)
        {
            var (images, targets) = Mix("mixup:0.4", batch);

            // Image n is all n and of class n: the target row has the share.
            var share = targets[0];
            shares.Add(share);
            for (var n = 0; n < Count; n++)
            {
                var partner = (n + Count - 1) % Count;
                var row = targets.Skip(n * Classes).Take(Classes).ToArray();
                Assert.Equal(share, row[n]);
                Assert.Equal(1 - share, row[partner]);
                Assert.Equal(1, row.Sum(), 1e-6);
                Assert.All(Image(images, n), value => Assert.Equal((share * n) + ((1 - share) * partner), value, 1e-5));
            }
        }

        Assert.Equal(50, shares.Count);
    }

    [Fact]
    public void CutMix_PutsInARectangle_WhoseAreaIsThePartnersTarget()
    {
        var counts = new HashSet<int>();
        for (var batch = 0; batch < 200; batch++)
        {
            var (images, targets) = Mix("cutmix", batch);
            int[] places = [.. Enumerable.Range(0, Height * Width).Where(i => Image(images, 1)[i * Channels] == 0)]; // from image 0
            counts.Add(places.Length);
            var (rows, columns) = (places.Select(i => i / Width).Distinct().Count(), places.Select(i => i % Width).Distinct().Count());
            Assert.Equal(rows * columns, places.Length);
            for (var n = 0; n < Count; n++)
            {
                var partner = (n + Count - 1) % Count;
                Assert.Equal(1 - (places.Length / (double)(Height * Width)), targets[(n * Classes) + n], 1e-6);
                Assert.Equal(places.Length / (double)(Height * Width), targets[(n * Classes) + partner], 1e-6);
                Assert.All(Image(images, n).Index(), value => Assert.Equal(places.Contains(value.Index / Channels) ? partner : n, value.Item));
            }
        }

        Assert.True(counts.Count > 10, "the areas vary");
    }

    [Fact]
    public void TwoMixtures_TakeTurnsAtRandom_AndNoneChangesNothing()
    {
        var blended = Enumerable.Range(0, 400).Count(batch => Mix("mixup,cutmix", batch).Images.Any(value => value != MathF.Round(value)));
        Assert.InRange(blended, 160, 240); // 200 with a standard deviation of 10, four of them

        var (images, targets) = Mix("none", 0);
        Assert.Equal(Batch().Images, images);
        Assert.Equal(Batch().Targets, targets);
    }

    [Fact]
    public void OneImage_IsItsOwnPartner()
    {
        float[] image = [1, 2, 3, 4], target = [0, 1];
        new BatchMixer(ImageAugmentation.Parse("mixup"), 1).Apply(image, target, 1, 2, 2, 0, 0);

        Assert.Equal([1f, 2, 3, 4], image.Select(value => MathF.Round(value, 5)));
        Assert.Equal([0f, 1], target.Select(value => MathF.Round(value, 5)));
    }

    [Fact]
    public void LengthsThatDoNotFit_AreRefused()
    {
        var mixer = new BatchMixer(ImageAugmentation.None, 1);
        Assert.Throws<ArgumentException>(() => mixer.Apply(new float[13], new float[2], 1, 2, 3, 0, 0));
        Assert.Throws<ArgumentException>(() => mixer.Apply(new float[12], new float[3], 2, 2, 3, 0, 0));
    }

    private static (float[] Images, float[] Targets) Mix(string augmentation, int batch)
    {
        var (images, targets) = Batch();
        new BatchMixer(ImageAugmentation.Parse(augmentation), 1).Apply(images, targets, Count, Height, Width, 0, batch);
        return (images, targets);
    }

    private static (float[] Images, float[] Targets) Batch() => (
        [.. Enumerable.Range(0, Count * Height * Width * Channels).Select(i => (float)(i / (Height * Width * Channels)))],
        [.. Enumerable.Range(0, Count * Classes).Select(i => i / Classes == i % Classes ? 1f : 0)]);

    private static float[] Image(float[] images, int n) => images[(n * Height * Width * Channels)..((n + 1) * Height * Width * Channels)];
}
