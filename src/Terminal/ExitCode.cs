namespace MLPipeline.Terminal;

/// <summary>What a program tells its caller when it ends. The numbers are an interface: scripts depend on them.</summary>
public enum ExitCode
{
    /// <summary>Everything was done.</summary>
    Done = 0,

    /// <summary>Something failed; the reason is on stderr.</summary>
    Failed = 1,

    /// <summary>The command line is wrong; nothing was done.</summary>
    WrongUsage = 2,

    /// <summary>Done, but some images could not be read; they are listed.</summary>
    SomeImagesUnreadable = 3,

    /// <summary>Ended by Ctrl-C or by a request to terminate (128 + SIGINT, as shells have it).</summary>
    Cancelled = 130,
}
