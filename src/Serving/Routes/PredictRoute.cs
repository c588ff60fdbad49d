using System.Globalization;
using Microsoft.AspNetCore.Http;
using MLPipeline.Hosting;
using MLPipeline.Imaging;
using MLPipeline.Inference;

namespace MLPipeline.Serving;

/// <summary>
/// Classifies the images of a request. All of them are answered by one version of the model. An image that cannot be read is an entry with
/// its fault; when none can be read, the answer is a problem.
/// </summary>
internal sealed class PredictRoute(PredictionEnginePool pool, ImageServerOptions options)
{
    private const int UsualTop = 3;

    private readonly string _first = options.Models[0].Name;
    private readonly BufferBudget _budget = new(options.MaxBufferedBytes);
    private readonly RequestLine _line = new(options.RequestsAtOnce, options.MaxWaitingRequests);

    public async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var model = pool.Find((string?)context.Request.RouteValues["name"] ?? _first);
        var top = TopOf(request.Query);
        var format = RequestImages.FormatOf(request);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        deadline.CancelAfter(options.RequestTimeout);

        using var body = await ReadBodyAsync(request, deadline.Token).ConfigureAwait(false);
        using var turn = await TurnAsync(deadline.Token).ConfigureAwait(false);
        var images = await RequestImages
            .ReadAsync(format, request.ContentType, body, options.MaxImages, context.RequestAborted).ConfigureAwait(false);
        using var lease = pool.GetPredictionEngine(model.Name);
        var answers = await PredictAsync(lease, images, top, context.RequestAborted).ConfigureAwait(false);
        RefuseUnlessOneIsRead(answers);
        var answer = new PredictionAnswer(model.Name, lease.Version, [.. answers.Select(one => one.Answer)]);
        await AnswerJson.WriteAsync(context.Response, answer, AnswerJson.Plain.PredictionAnswer).ConfigureAwait(false);
    }

    private static int TopOf(IQueryCollection query)
    {
        if (!query.TryGetValue("top", out var text))
        {
            return UsualTop;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var top) && top > 0
            ? top
            : throw new RequestRefusedException(StatusCodes.Status400BadRequest, "The parameter top must be a number from 1.");
    }

    private async Task<RequestBody> ReadBodyAsync(HttpRequest request, CancellationToken deadline)
    {
        try
        {
            return await RequestBody.ReadAsync(request, options.MaxBodyBytes, _budget, deadline).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            throw new RequestRefusedException(StatusCodes.Status408RequestTimeout, "The body did not arrive in time.");
        }
    }

    private async Task<IDisposable> TurnAsync(CancellationToken deadline)
    {
        try
        {
            return await _line.EnterAsync(deadline).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw new RequestRefusedException(
                StatusCodes.Status503ServiceUnavailable, "The turn of this request did not come in time. Try again later.");
        }
    }

    private async Task<ImageResult[]> PredictAsync(
        PredictionEngineLease lease, IReadOnlyList<RequestImage> images, int top, CancellationToken cancellation)
    {
        var results = new ImageResult[images.Count];
        var together = new ParallelOptions { MaxDegreeOfParallelism = options.ImagesAtOnce, CancellationToken = cancellation };
        await Parallel.ForAsync(0, images.Count, together, async (i, stop) =>
        {
            results[i] = await PredictAsync(lease, images[i], top, stop).ConfigureAwait(false);
        }).ConfigureAwait(false);
        return results;
    }

    private static async Task<ImageResult> PredictAsync(
        PredictionEngineLease lease, RequestImage image, int top, CancellationToken cancellation)
    {
        try
        {
            if (image.Fault is not null) throw image.Fault;
            var source = ImageSource.FromBytes(image.Bytes, image.Name);
            var prediction = await lease.PredictAsync(source, cancellation).ConfigureAwait(false);
            return new(new(image.Name, prediction.Label, prediction.Score, prediction.Top(top)), null);
        }
        catch (ImageException fault)
        {
            return new(new(image.Name, null, null, null, fault.Fault.ToString(), fault.Reason), fault.Fault);
        }
    }

    private static void RefuseUnlessOneIsRead(ImageResult[] results)
    {
        if (results.Any(result => result.Fault is null))
        {
            return;
        }

        var statuses = results.Select(result => StatusOf(result.Fault!.Value)).Distinct().ToArray();
        var what = results.Length == 1
            ? $"{results[0].Answer.Fault}: {results[0].Answer.Reason}"
            : string.Create(CultureInfo.InvariantCulture, $"None of the {results.Length} images can be read.");
        throw new RequestRefusedException(statuses is [var status] ? status : StatusCodes.Status400BadRequest, what)
        {
            Images = [.. results.Select(result => result.Answer)],
        };
    }

    private static int StatusOf(ImageFault fault) => fault switch
    {
        ImageFault.TooManyBytes or ImageFault.TooManyPixels => StatusCodes.Status413PayloadTooLarge,
        ImageFault.NotAnImage or ImageFault.UnsupportedFormat => StatusCodes.Status415UnsupportedMediaType,
        _ => StatusCodes.Status400BadRequest,
    };

    private readonly record struct ImageResult(ImageAnswer Answer, ImageFault? Fault);
}
