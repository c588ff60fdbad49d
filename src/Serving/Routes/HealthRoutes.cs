using Microsoft.AspNetCore.Http;
using MLPipeline.Hosting;

namespace MLPipeline.Serving;

/// <summary>
/// Live: the process answers, so there is no use in killing it. Ready: every model is loaded and the server is not stopping, so it may be
/// sent requests. A model whose newer file was refused is ready: the old version serves.
/// </summary>
internal sealed class HealthRoutes(PredictionEnginePool pool, ServerState state)
{
    public static Task LiveAsync(HttpContext context) =>
        AnswerJson.WriteAsync(context.Response, new HealthAnswer("live"), AnswerJson.Plain.HealthAnswer);

    public Task ReadyAsync(HttpContext context)
    {
        var status = state.IsStopping ? "stopping" : pool.Models.All(model => model.IsReady) ? "ready" : "loading";
        if (status != "ready")
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }

        return AnswerJson.WriteAsync(context.Response, new HealthAnswer(status), AnswerJson.Plain.HealthAnswer);
    }
}
