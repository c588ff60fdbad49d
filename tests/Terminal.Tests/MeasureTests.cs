namespace MLPipeline.Terminal.Tests;

public sealed class MeasureTests
{
    [Theory]
    [InlineData(0, "0 ms")]
    [InlineData(0.012, "12 ms")]
    [InlineData(0.0994, "99 ms")]
    [InlineData(0.0996, "0.1 s")]
    [InlineData(2.06, "2.1 s")]
    [InlineData(9.96, "10 s")]
    [InlineData(46.4, "46 s")]
    [InlineData(59.7, "1 min 00 s")]
    [InlineData(65, "1 min 05 s")]
    [InlineData(3599.9, "1 h 00 min")]
    [InlineData(7510, "2 h 05 min")]
    [InlineData(273600, "3 d 04 h")]
    public void Duration_RoundsBeforeItChoosesTheUnit(double seconds, string text) =>
        Assert.Equal(text, Measure.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0, "0.00 images/s")]
    [InlineData(8.126, "8.13 images/s")]
    [InlineData(9.996, "10.0 images/s")]
    [InlineData(81.26, "81.3 images/s")]
    [InlineData(99.96, "100 images/s")]
    [InlineData(8130.4, "8,130 images/s")]
    public void Rate_HasThreeDigits(double rate, string text) => Assert.Equal(text, Measure.Rate(rate, "images"));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1.00 kB")]
    [InlineData(14_000_000, "14.0 MB")]
    [InlineData(999_600_000, "1.00 GB")]
    [InlineData(long.MaxValue, "9,223,372 TB")]
    public void Bytes_CountInThousands(long bytes, string text) => Assert.Equal(text, Measure.Bytes(bytes));
}
