using System.Runtime.InteropServices;

namespace MLPipeline.Runtime.Tests;

/// <summary>The choice of a device on a machine without graphics cards.</summary>
public sealed partial class DeviceTests
{
    private const int StandardError = 2;

    [Fact]
    public void Cpu_IsAlwaysThere()
    {
        using var session = OnnxSession.Load(SmallNetworks.DoubleAndSum(), new OnnxSessionOptions { Device = ComputeDevice.Cpu });
        Assert.Equal(new DeviceChoice(ComputeDevice.Cpu, "as asked"), session.Device);
        Assert.Equal("cpu (as asked)", session.Device.ToString());
    }

    [SkippableFact]
    public void Auto_WithoutCards_IsTheProcessorAndSaysWhatIsMissing()
    {
        var choice = OnnxSession.ChooseDevice(ComputeDevice.Auto);
        Skip.IfNot(choice.Device == ComputeDevice.Cpu, $"there is a faster device here: {choice}");
        Assert.Contains(OperatingSystem.IsMacOS() ? "no other device" : "CUDA provider", choice.Reason, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData(ComputeDevice.Cuda, "cuda", "-p:Gpu=true, see docs/gpu.md")]
    [InlineData(ComputeDevice.DirectML, "dml", "DirectML exists on Windows only; use cuda for an NVIDIA card, or cpu")]
    [InlineData(ComputeDevice.CoreML, "coreml", "CoreML exists on macOS only; use cuda, dml or cpu")]
    public void DeviceThatIsNotThere_IsRefusedWithTheWayOut(ComputeDevice device, string name, string wayOut)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "some of them exist elsewhere");
        Skip.If(device == ComputeDevice.Cuda && File.Exists(Path.Combine(AppContext.BaseDirectory, "libonnxruntime_providers_cuda.so")), "built with the CUDA provider");
        foreach (var action in (Action[])[
            () => OnnxSession.ChooseDevice(device),
            () => OnnxSession.Load(SmallNetworks.DoubleAndSum(), new OnnxSessionOptions { Device = device })])
        {
            var error = Assert.Throws<DeviceUnavailableException>(action);
            Assert.StartsWith($"The device '{name}' cannot be used: ", error.Message, StringComparison.Ordinal);
            Assert.Contains(wayOut, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Names_AreReadWhateverTheirCase_AndWrittenBack()
    {
        Assert.Equal(["auto", "cpu", "cuda", "dml", "coreml"], ComputeDeviceNames.All);
        foreach (var device in Enum.GetValues<ComputeDevice>())
        {
            Assert.True(ComputeDeviceNames.TryParse(ComputeDeviceNames.NameOf(device).ToUpperInvariant(), out var parsed));
            Assert.Equal(device, parsed);
        }

        Assert.False(ComputeDeviceNames.TryParse("gpu", out _));
    }

    [SkippableFact]
    public void NothingThatGoesWrong_IsPrintedOnStandardError()
    {
        Skip.If(OperatingSystem.IsWindows(), "redirects a file descriptor");
        using var folder = new TemporaryFolder();
        var log = folder.Write("stderr.txt", "");
        using (var file = File.OpenHandle(log, FileMode.Open, FileAccess.Write))
        {
            var saved = Duplicate(StandardError);
            Assert.Equal(StandardError, Redirect((int)file.DangerousGetHandle(), StandardError));
            try
            {
                foreach (var device in Enum.GetValues<ComputeDevice>())
                {
                    Assert.True(Record.Exception(() => OnnxSession.ChooseDevice(device)) is null or DeviceUnavailableException);
                }

                Assert.Throws<OnnxModelException>(() => OnnxSession.Load([1, 2, 3]));
                using var session = OnnxSession.Load(SmallNetworks.DoubleAndSum());
                using var binding = session.Bind(1, [5], ["double"]);
                Assert.Throws<OnnxModelException>(binding.Run);
            }
            finally
            {
                _ = Redirect(saved, StandardError);
                _ = Close(saved);
            }
        }

        Assert.Equal("", File.ReadAllText(log));
    }

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Duplicate(int descriptor);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Redirect(int from, int to);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
