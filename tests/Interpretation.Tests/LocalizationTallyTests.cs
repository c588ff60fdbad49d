using MLPipeline.Imaging;

namespace MLPipeline.Interpretation.Tests;

public sealed class LocalizationTallyTests
{
    private static readonly LocatedClass[] Found =
    [
        new(1, "dog", 0.7f, new PixelBox(0, 0, 10, 10)),
        new(0, "cat", 0.2f, new PixelBox(20, 0, 10, 10)),
        new(2, "owl", 0.1f, null),
    ];

    // dog: the box itself, 1, and half of the box, 50 / 100 = 0.5, which is not above 0.5. cat: 80 / 100, but only the second class.
    // owl has no box, and a fox is unknown.
    [Fact]
    public void Metrics_CountOverlapsAboveOneHalf_AndMissingBoxesAsZero()
    {
        var tally = new LocalizationTally(top: 1);
        tally.Add(Found, "dog", new PixelBox(0, 0, 10, 10));
        tally.Add(Found, "dog", new PixelBox(0, 0, 10, 5));
        tally.Add(Found, "cat", new PixelBox(20, 0, 10, 8));
        tally.Add(Found, "owl", new PixelBox(0, 0, 1, 1));
        tally.Add(Found, "fox", new PixelBox(0, 0, 10, 10));

        Assert.Equal(
            [
                new LocalizationMetrics("cat", 1, 1, 0, 0.8), new LocalizationMetrics("dog", 2, 1, 1, 0.75),
                new LocalizationMetrics("fox", 1, 0, 0, 0), new LocalizationMetrics("owl", 1, 0, 0, 0),
            ],
            tally.ByClass());
        Assert.Equal((5, 2, 1), (tally.Total().Boxes, tally.Total().Right, tally.Total().RightAndNamed));
        Assert.Equal((1 + 0.5 + 0.8) / 5, tally.Total().MeanIntersectionOverUnion, 1e-12);
    }

    [Fact]
    public void Metrics_OfTheTwoBestClasses_NameTheSecond()
    {
        var tally = new LocalizationTally(top: 2);
        tally.Add(Found, "cat", new PixelBox(20, 0, 10, 8));
        Assert.Equal(1, tally.Total().RightAndNamed);
    }
}
