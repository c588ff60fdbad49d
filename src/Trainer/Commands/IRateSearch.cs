using MLPipeline.Terminal;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>A training whose learning rate can be looked for, with its own data, network and steps.</summary>
internal interface IRateSearch
{
    /// <summary>Everything that decides the result, by name.</summary>
    IEnumerable<(string Name, string Value)> Settings { get; }

    RateReport FindRate(ProgramConsole console, LearningRateSearchOptions search, CancellationToken cancellation);
}
