using Microsoft.Extensions.Options;

namespace MLPipeline.Hosting;

/// <summary>All faults of the registrations at once.</summary>
internal sealed class PoolSetupValidation : IValidateOptions<PoolSetup>
{
    public ValidateOptionsResult Validate(string? name, PoolSetup options)
    {
        var faults = Faults(options).ToArray();
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(PoolSetup setup)
    {
        if (setup.Models.Count == 0) yield return "AddPredictionEnginePool has no model: call FromFile or FromUri.";
        if (setup.Options.Count > 1)
        {
            yield return $"AddPredictionEnginePool was given options {setup.Options.Count} times; valid: once for all models.";
        }

        foreach (var same in setup.Models.GroupBy(model => model.Name, StringComparer.Ordinal).Where(same => same.Count() > 1))
        {
            yield return $"{same.First().Title} is registered {same.Count()} times; each needs a name of its own.";
        }

        var each = setup.Options.SelectMany(options => options.Faults()).Concat(setup.Models.SelectMany(model => model.Faults()));
        foreach (var fault in each)
        {
            yield return fault;
        }
    }
}
