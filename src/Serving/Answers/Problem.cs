using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using MLPipeline.Hosting;

namespace MLPipeline.Serving;

/// <summary>An answer that is a fault, as RFC 9457 has it. Its words are for the client and tell nothing of the server.</summary>
internal sealed record Problem(int Status, string Detail, IReadOnlyList<ImageAnswer>? Images = null)
{
    private const string RetryAfterSeconds = "1"; // a line of waiting requests is worked off in about that

    /// <summary>The problem that an exception is, or null when it is a fault of the server.</summary>
    public static Problem? Of(Exception error) => error switch
    {
        RequestRefusedException refused => new Problem(refused.Status, refused.Message, refused.Images),
        BadHttpRequestException { StatusCode: 408 } => new Problem(408, "The body came too slowly."),
        BadHttpRequestException bad => new Problem(bad.StatusCode, "The request is damaged."),
        PredictionQueueFullException => new Problem(503, "Too many predictions are waiting already. Try again later."),
        ModelUnavailableException => new Problem(503, "The model is not loaded. Try again later."),
        _ => null,
    };

    public static Problem OfStatus(int status) => new(status, status switch
    {
        StatusCodes.Status404NotFound => "There is nothing at this address; /openapi.json lists what there is.",
        StatusCodes.Status405MethodNotAllowed => "This method is not allowed here; the header Allow says which are.",
        StatusCodes.Status500InternalServerError => "The server failed; its log says why.",
        _ => "The request was refused.",
    });

    public Task WriteAsync(HttpResponse response)
    {
        response.StatusCode = Status;
        if (Status == StatusCodes.Status503ServiceUnavailable)
        {
            response.Headers.RetryAfter = RetryAfterSeconds;
        }

        var answer = new ProblemAnswer(ReasonPhrases.GetReasonPhrase(Status), Status, Detail, Images);
        return AnswerJson.WriteAsync(response, answer, AnswerJson.Plain.ProblemAnswer, "application/problem+json");
    }
}
