using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace MLPipeline.Terminal;

/// <summary>Prints the version of the program, which is that of the assembly its root command comes from.</summary>
internal sealed class ProgramVersion(string name, Assembly assembly) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        parseResult.InvocationConfiguration.Output.WriteLine($"{name} {version}");
        return (int)ExitCode.Done;
    }
}
