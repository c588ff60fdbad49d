using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace MLPipeline.Serving;

/// <summary>
/// Lets in who knows the key: <c>Authorization: Bearer KEY</c> or <c>X-Api-Key: KEY</c>. Hashes are compared, in a time that depends
/// neither on the guess nor on its length.
/// </summary>
internal sealed class KeyCheck(string? key)
{
    private readonly byte[]? _hash = key is null ? null : Hash(key);

    /// <summary>The handler, for those with the key.</summary>
    public RequestDelegate Before(RequestDelegate handler) => _hash is null ? handler : context =>
    {
        if (Given(context.Request) is { } given && CryptographicOperations.FixedTimeEquals(Hash(given), _hash))
        {
            return handler(context);
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        throw new RequestRefusedException(
            StatusCodes.Status401Unauthorized, "This needs the API key, as 'Authorization: Bearer KEY' or 'X-Api-Key: KEY'.");
    };

    private static string? Given(HttpRequest request)
    {
        const string scheme = "Bearer ";
        var authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? authorization[scheme.Length..].Trim()
            : request.Headers.TryGetValue("X-Api-Key", out var header) ? header.ToString()
            : null;
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
