using MLPipeline.Kernels;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Execution.Tests;

/// <summary>One training step of compiled networks against the same step in double precision, computed by the plainest loops.</summary>
public sealed unsafe class StepTests
{
    /// <summary>
    /// Float32 rounds by 6e-8; sums of up to a thousand products, one layer's error passed on through up to ten more, and normalisations over few elements,
    /// and subtract what is common to all of them, make up to 1e-4 of the results' size of it. Measured: 5e-5 at most, below 1e-5 for most results.
    /// </summary>
    internal const double Tolerance = 1e-4;

    /// <summary>Minimal filtering with tiles of 4x4 has up to 7e-5 in a single layer, see the tests of its kernels; here up to five layers follow each other.</summary>
    private const double WinogradTolerance = 3e-4;

    public static TheoryData<string, VectorWidth, WinogradUse> Cases
    {
        get
        {
            var cases = new TheoryData<string, VectorWidth, WinogradUse>();
            foreach (var name in SmallNetworks.All.Keys)
            {
                foreach (var width in Enum.GetValues<VectorWidth>())
                {
                    foreach (var winograd in Enum.GetValues<WinogradUse>()) cases.Add(name, width, winograd);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Step_IsTheReferences(string name, VectorWidth width, WinogradUse winograd)
    {
        var small = SmallNetworks.All[name];
        using var team = new WorkTeam(2);
        using var network = small.Compile(team, winograd, width);

        // What no operation has written must not be read.
        new Span<float>(network.Planned.Start, (int)network.Planned.Length).Fill(float.NaN);
        var loss = network.Step(SmallNetwork.Seed);
        var tolerance = winograd == WinogradUse.Never ? Tolerance : WinogradTolerance;
        var difference = new StepDifference(small, network, loss);
        Assert.True(difference.Largest <= tolerance, difference.ToString());
        Assert.Equal(small.Trainable.Order(StringComparer.Ordinal), network.Parameters.Slots.Where(slot => slot.Kind != ParameterKind.Statistic).Select(slot => slot.Name).Order(StringComparer.Ordinal));
        AssertNothingBetweenElements(network);
    }

    [Fact]
    public void Step_NotANumberInOneImage_ReachesTheLoss()
    {
        // A single number must not be lost on its way through any operator.
        foreach (var (name, small) in SmallNetworks.All)
        {
            using var team = new WorkTeam(1);
            using var network = small.Compile(team);
            network.Images[network.ImageLength / 2] = float.NaN;
            Assert.True(float.IsNaN(network.Step(SmallNetwork.Seed)), name);
            Assert.True(float.IsNaN(network.Evaluate()), name);
        }
    }

    /// <summary>Optimisers go over everything, so gradients are zero where blocks of channels are filled up.</summary>
    private static void AssertNothingBetweenElements(CompiledNetwork network)
    {
        foreach (var slot in network.Parameters.Slots.Where(slot => slot.Kind != ParameterKind.Statistic))
        {
            var elements = network.Parameters.ReadGradient(slot).Count(element => element != 0);
            var stored = network.Parameters.Gradients.Span(slot.Start, (int)slot.Length).ToArray().Count(element => element != 0);
            Assert.True(elements == stored, $"{slot.Name}: {stored} numbers are stored for {elements}.");
        }
    }
}
