using Xunit;

namespace MLPipeline.Testing;

/// <summary>Tests that take minutes: they run where MLPIPELINE_LONG_TESTS is 1 and are skipped elsewhere.</summary>
public static class LongRun
{
    private const string Variable = "MLPIPELINE_LONG_TESTS";

    /// <summary>Skips the running test unless long ones are wanted.</summary>
    public static void Require() =>
        Skip.IfNot(Environment.GetEnvironmentVariable(Variable) == "1", $"takes minutes; it runs with {Variable}=1");
}
