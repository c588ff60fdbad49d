using MLPipeline.Imaging;

namespace MLPipeline.Inference.Tests;

public sealed class InputContractJsonTests
{
    public static TheoryData<InputContract> Contracts => new(
        new InputContract { Resize = ResizeRule.Squash(224, 200) },
        new InputContract { Resize = ResizeRule.CenterCrop(256, 224, 224), ChannelOrder = ChannelOrder.Bgr, Normalization = InputPreset.CaffeBgr.Normalization },
        new InputContract { Resize = ResizeRule.Pad(32, 16) with { PadColour = new Rgb(255, 0, 7) }, Layout = TensorLayout.Nhwc, Normalization = InputPreset.ImageNet.Normalization });

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Read_GivesWhatWasWritten(InputContract contract) => Assert.Equal(contract, InputContractJson.Read(InputContractJson.Write(contract)));

    [Fact]
    public void Write_IsAFileFormat() => Assert.Equal(
        """{"width":224,"height":224,"resize":"crop","shortSide":256,"channelOrder":"RGB","layout":"NCHW","range":1,"mean":[0.485,0.456,0.406],"deviation":[0.229,0.224,0.225]}""",
        InputContractJson.Write(new InputContract { Resize = ResizeRule.CenterCrop(256, 224, 224), Normalization = InputPreset.ImageNet.Normalization }));

    [Fact]
    public void Read_NamesEveryFault()
    {
        var error = Assert.Throws<FormatException>(() => InputContractJson.Read(
            """{"width":0,"height":8,"resize":"squash","channelOrder":"RBG","layout":"CHWN","range":-1,"mean":[1,2],"deviation":[1,0,1]}"""));
        foreach (var fault in (string[])["idth", "channelOrder is 'RBG'; valid values are RGB, BGR", "layout is 'CHWN'", "range -1", "mean [1, 2]", "deviation [1, 0, 1]"])
        {
            Assert.Contains(fault, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"width\":\"8\"}")]
    [InlineData("{\"width\":8,\"height\":8,\"resize\":\"stretch\",\"channelOrder\":\"RGB\",\"layout\":\"NCHW\",\"range\":1,\"mean\":[0,0,0],\"deviation\":[1,1,1]}")]
    [InlineData("{\"width\":8,\"height\":8,\"resize\":\"crop\",\"shortSide\":4,\"channelOrder\":\"RGB\",\"layout\":\"NCHW\",\"range\":1,\"mean\":[0,0,0],\"deviation\":[1,1,1]}")]
    [InlineData("{\"width\":8,\"height\":8,\"resize\":\"pad\",\"padColour\":[300,0,0],\"channelOrder\":\"RGB\",\"layout\":\"NCHW\",\"range\":1,\"mean\":[0,0,0],\"deviation\":[1,1,1]}")]
    [InlineData("{\"width\":8,\"height\":8,\"resize\":\"pad\",\"padColour\":[0,0],\"channelOrder\":\"RGB\",\"layout\":\"NCHW\",\"range\":1,\"mean\":[0,0,0],\"deviation\":[1,1,1]}")]
    public void Read_NoContract_IsAFormatException(string text) => Assert.Throws<FormatException>(() => InputContractJson.Read(text));
}
