using MLPipeline.Terminal;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>A training whose learning rate can be looked for, with its own data, network and steps.</summary>
internal interface IRateSearch
{
    RateReport FindRate(ProgramConsole console, LearningRateSearchOptions search, CancellationToken cancellation);
}
