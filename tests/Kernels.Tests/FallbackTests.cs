using System.Globalization;
using System.Runtime.Intrinsics;

namespace MLPipeline.Kernels.Tests;

/// <summary>Processors without the widest registers, by switching the runtime's use of them off.</summary>
public sealed class FallbackTests
{
    [SkippableFact]
    public async Task BestWidth_WithoutAvx512_Is256_AndResultsAgree()
    {
        Skip.IfNot(Vector256.IsHardwareAccelerated, "needs a processor with registers of 256 bits");
        await AssertAgreesAsync(VectorWidth.Bits256, "DOTNET_EnableAVX512");
    }

    [Fact]
    public async Task BestWidth_WithoutAvx2_Is128_AndResultsAgree() => await AssertAgreesAsync(VectorWidth.Bits128, "DOTNET_EnableAVX2");

    [Fact]
    public async Task BestWidth_WithoutAnyOfThem_Is128_AndResultsAgree() => await AssertAgreesAsync(VectorWidth.Bits128, "DOTNET_EnableHWIntrinsic");

    [Fact]
    public async Task BestWidth_WithNothingSwitchedOff_IsThatOfThisProcess() => await AssertAgreesAsync(KernelSet.BestWidth, null);

    private static async Task AssertAgreesAsync(VectorWidth best, string? switchedOff)
    {
        var call = new ProgramCall("dotnet", [typeof(FallbackTests).Assembly.Location]);
        var run = (await (switchedOff is null ? call : call.With(switchedOff, "0")).RunAsync()).Expect(0);
        var lines = run.Results.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(best.ToString(), lines[0]);
        Assert.Equal(Enum.GetNames<VectorWidth>(), lines[1..].Select(line => line.Split(' ')[0]));
        Assert.All(lines[1..], line => Assert.InRange(double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture), 0, 1e-5));
    }
}
