using System.Net;
using Microsoft.AspNetCore.Http;

namespace MLPipeline.Serving;

/// <summary>Addresses such as <c>http://127.0.0.1:5080</c>, and <c>http://*:5080</c> for all interfaces.</summary>
internal static class ListeningAddress
{
    /// <summary>What is wrong with it, or null.</summary>
    public static string? FaultOf(string url)
    {
        if (Parsed(url) is not { } address)
        {
            return $"The address '{url}' is none; valid: http://HOST:PORT, such as http://127.0.0.1:5080 or http://*:5080.";
        }

        return address.Scheme != "http"
            ? $"The address '{url}' is not http; encryption is the work of a proxy in front (docs/serving.md)."
            : null;
    }

    /// <summary>Whether only programs of this machine reach it.</summary>
    public static bool IsLoopback(string url) =>
        Parsed(url) is { } address
        && (address.Host == "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip)));

    private static BindingAddress? Parsed(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address is { IsUnixPipe: false, PathBase: "", Host: not "", Port: >= 0 and <= 65535 } ? address : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
