using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace MLPipeline.Serving;

/// <summary>The parts of a form, each of which is taken for an image.</summary>
internal static class FormImages
{
    private const int LongestName = 255;

    /// <exception cref="RequestRefusedException">It is no form, or has too many parts.</exception>
    public static async Task<IReadOnlyList<RequestImage>> ReadAsync(
        string contentType, RequestBody body, int most, CancellationToken cancellation)
    {
        var boundary = HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(contentType).Boundary).ToString();
        if (boundary.Length is 0 or > 70) // as RFC 2046 has it
        {
            throw NoForm("its Content-Type has no usable boundary");
        }

        var images = new List<RequestImage>();
        try
        {
            using var stream = body.AsStream();
            var reader = new MultipartReader(boundary, stream) { HeadersCountLimit = 16, HeadersLengthLimit = 4 << 10 };
            while (await reader.ReadNextSectionAsync(cancellation).ConfigureAwait(false) is { } section)
            {
                if (images.Count == most)
                {
                    throw RequestImages.TooMany(most);
                }

                using var part = new MemoryStream();
                await section.Body.CopyToAsync(part, cancellation).ConfigureAwait(false);
                images.Add(new RequestImage(NameOf(section, images.Count + 1), part.GetBuffer().AsMemory(0, (int)part.Length)));
            }

            return images;
        }
        catch (Exception error) when (error is IOException or InvalidDataException)
        {
            throw NoForm("it ends early or has a damaged part");
        }
    }

    /// <summary>The client's own name of the file, which the answer gives back and nobody else looks at.</summary>
    private static string NameOf(MultipartSection section, int number)
    {
        if (ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
        {
            var name = disposition.FileNameStar.HasValue ? disposition.FileNameStar : HeaderUtilities.RemoveQuotes(disposition.FileName);
            if (name.Length > 0)
            {
                return name.Length > LongestName ? name.Subsegment(0, LongestName).ToString() : name.ToString();
            }
        }

        return number.ToString(CultureInfo.InvariantCulture);
    }

    private static RequestRefusedException NoForm(string why) => new(
        StatusCodes.Status400BadRequest, $"The body cannot be read as multipart/form-data: {why}.");
}
