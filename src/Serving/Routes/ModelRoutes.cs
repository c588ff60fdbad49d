using Microsoft.AspNetCore.Http;
using MLPipeline.Hosting;
using MLPipeline.Runtime;

namespace MLPipeline.Serving;

/// <summary>
/// Says which models there are. Where they lie is the server's own affair, as is why a newer file was refused: the log has it.
/// </summary>
internal sealed class ModelRoutes(PredictionEnginePool pool, string first)
{
    public Task ListAsync(HttpContext context)
    {
        var models = pool.Models.Select(model => new ModelSummary(model.Name, model.Version, model.LoadedAt, model.Labels.Count));
        return AnswerJson.WriteAsync(context.Response, new ModelList(first, [.. models]), AnswerJson.Plain.ModelList);
    }

    public Task ShowAsync(HttpContext context)
    {
        var model = pool.Find((string?)context.Request.RouteValues["name"]);
        var size = model.Contract?.Input.Resize;
        var answer = new ModelAnswer(
            model.Name,
            model.Version,
            model.LoadedAt,
            model.Labels,
            size is null ? null : new SizeAnswer(size.Width, size.Height),
            model.Device is { } device ? ComputeDeviceNames.NameOf(device.Device) : null,
            model.Failure is { } failure ? new RefusedAnswer(failure.Since, failure.Version) : null);
        return AnswerJson.WriteAsync(context.Response, answer, AnswerJson.Plain.ModelAnswer);
    }
}
