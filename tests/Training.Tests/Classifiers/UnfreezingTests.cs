using MLPipeline.Networks;

namespace MLPipeline.Training.Tests;

public sealed class UnfreezingTests
{
    private static readonly TrainableClassifier Classifier = PretrainedNetwork.With(3);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("last-stage", 1)]
    [InlineData("1", 1)]
    [InlineData("2", 2)]
    public void Parse_Stages_TrainsTheLastOnes_AndTheClassifier(string text, int stages)
    {
        var all = ParameterStages.Of(Classifier.Network);
        var expected = all.TakeLast(stages + 1).SelectMany(stage => stage.Parameters).Where(parameter => !parameter.IsStatistic).Select(parameter => parameter.Name);
        var names = Unfreezing.Parse(text).ParametersOf(Classifier);
        Assert.Equal(expected, names);
        Assert.Contains("head.weight", names);
        Assert.Contains("head.bias", names);
    }

    [Fact]
    public void Parse_All_TrainsEverythingButStatistics()
    {
        Assert.Equal(44, Unfreezing.All.ParametersOf(Classifier).Count); // weights and biases of 19 convolutions, 2 projections and the classifier
        var parameters = NetworkParameters.Of(Classifier.Network).Where(parameter => !parameter.IsStatistic).Select(parameter => parameter.Name);
        Assert.Equal(parameters, Unfreezing.Parse("ALL").ParametersOf(Classifier));
    }

    [Fact]
    public void Parse_Pattern_TrainsWhatMatches_AndTheClassifier()
    {
        var first = NetworkParameters.Of(Classifier.Network)[0].Name;
        Assert.Equal([first, "head.weight", "head.bias"], Unfreezing.Parse(first).ParametersOf(Classifier));
    }

    [Fact]
    public void ParametersOf_WhatIsNotThere_SaysWhatIs()
    {
        var stages = Assert.Throws<NetworkException>(() => Unfreezing.Parse("9").ParametersOf(Classifier));
        Assert.Contains("9 stages of 'resnet20-cifar10' cannot be unfrozen", stages.Message, StringComparison.Ordinal);
        Assert.Throws<NetworkException>(() => Unfreezing.Parse("layer9.*").ParametersOf(Classifier));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    public void Parse_Nonsense_IsRefused(string text) => Assert.Throws<ArgumentException>(() => Unfreezing.Parse(text));
}
