using System.Text.Json;
using MLPipeline.Graphs;
using MLPipeline.Networks;

namespace MLPipeline.Trainer.Tests;

public sealed class NetworkCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task List_IsAsWrittenDown()
    {
        var run = await TrainerRun.Of("network", "list");
        Assert.Equal((0, ""), (run.ExitCode, run.Messages));
        Golden.AssertSame("network-list.txt", run.Results);
    }

    [Fact]
    public async Task ListJson_HasEveryNetwork()
    {
        var file = _folder.File("networks.json");
        Assert.Equal(0, (await TrainerRun.Of("network", "list", "--json", file)).ExitCode);
        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        var networks = json.RootElement.GetProperty("networks").EnumerateArray().ToList();
        Assert.Equal(NetworkCatalog.All.Select(network => network.Name), networks.Select(network => network.GetProperty("name").GetString()));
        var resnet = networks[0];
        Assert.Equal(11_689_512, resnet.GetProperty("parameters").GetInt64());
        Assert.Equal(9_600, resnet.GetProperty("statistics").GetInt64()); // two for each of 4,800 normalised channels
        Assert.Equal(224, resnet.GetProperty("height").GetInt32());
    }

    [Fact]
    public async Task Show_NameWithOptions_IsAsWrittenDown()
    {
        var run = await TrainerRun.Of("network", "show", "resnet14", "--classes", "7", "--input-size", "28", "--channels", "1");
        Assert.Equal((0, ""), (run.ExitCode, run.Messages));
        Golden.AssertSame("network-show.txt", run.Results);
    }

    [Fact]
    public async Task Show_File_IsTheNetworkThatWasWritten()
    {
        var (model, fromFile, fromName) = (_folder.File("model.onnx"), _folder.File("file.json"), _folder.File("name.json"));
        OnnxWriter.WriteFile(NetworkCatalog.Find("lenet5").Build(), model);
        var run = await TrainerRun.Of("network", "show", model, "--json", fromFile);
        Assert.True(run.ExitCode == 0, run.Messages);
        Assert.Equal(run.Results, (await TrainerRun.Of("network", "show", "lenet5", "--json", fromName)).Results);
        Assert.Equal(File.ReadAllText(fromName), File.ReadAllText(fromFile));
        using var json = JsonDocument.Parse(File.ReadAllBytes(fromFile));
        Assert.Equal(61_706, json.RootElement.GetProperty("parameters").GetInt64());
        var convolution = json.RootElement.GetProperty("layers")[0];
        Assert.Equal("""["batch",6,28,28]""", JsonSerializer.Serialize(convolution.GetProperty("shape")));
        Assert.Equal(28 * 28 * 6 * 25, convolution.GetProperty("multiplyAdds").GetInt64());
        Assert.Equal(["stage1", "stage2", "head"], json.RootElement.GetProperty("stages").EnumerateArray().Select(stage => stage.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Show_UnknownNameOrBadOption_IsWrongUsageThatNamesAll()
    {
        var name = await TrainerRun.Of("network", "show", "resnet19");
        Assert.Equal((2, ""), (name.ExitCode, name.Results));
        Assert.Contains("There is no network 'resnet19'. Did you mean 'resnet1", name.Messages, StringComparison.Ordinal);

        var option = await TrainerRun.Of("network", "show", "vgg16", "--classes", "1", "--input-size", "31", "--channels", "2");
        Assert.Equal(2, option.ExitCode);
        Assert.Contains("Classes is 1", option.Messages, StringComparison.Ordinal);
        Assert.Contains("Channels is 2; valid values are 1 (grey) and 3 (colour)", option.Messages, StringComparison.Ordinal);
        Assert.Contains("the smallest that vgg16 can take is 32", option.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_FileThatIsNone_OrWithOptionsOfNames_IsAnError()
    {
        Assert.Equal(1, (await TrainerRun.Of("network", "show", _folder.File("missing.onnx"))).ExitCode);
        _folder.Write("text.onnx", "no network");
        var text = await TrainerRun.Of("network", "show", _folder.File("text.onnx"));
        Assert.Equal(1, text.ExitCode);
        Assert.Contains("is no ONNX model", text.Messages, StringComparison.Ordinal);
        var options = await TrainerRun.Of("network", "show", _folder.File("text.onnx"), "--classes", "3", "--channels", "1");
        Assert.Equal(2, options.ExitCode);
        Assert.Contains("--classes, --channels: '", options.Messages, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
