using System.Text.RegularExpressions;

namespace MLPipeline.Runtime;

/// <summary>Makes a reason of what ONNX Runtime says when an execution provider does not load.</summary>
internal static partial class ProviderFault
{
    private const string UnsupportedByDxgi = "887A0004"; // DXGI_ERROR_UNSUPPORTED

    /// <summary>The first line, without codes and without the source paths and addresses of the machine that ONNX Runtime was built on.</summary>
    public static string Reason(string message)
    {
        var line = ErrorCode().Replace(message.Split('\n', 2)[0].Trim(), "");
        return WindowsException().Match(line) is { Success: true } found
            ? found.Groups[1].Value == UnsupportedByDxgi ? $"no graphics card that takes Direct3D 12 (0x{UnsupportedByDxgi})" : $"error 0x{found.Groups[1].Value}"
            : line;
    }

    [GeneratedRegex(@"^\[ErrorCode:\w+\]\s*")]
    private static partial Regex ErrorCode();

    // FILE(LINE)\MODULE!ADDRESS: (caller: ADDRESS) Exception(N) tid(N) HRESULT TEXT
    [GeneratedRegex(@"Exception\(\d+\) tid\([0-9a-fA-F]+\) ([0-9A-F]{8})\b")]
    private static partial Regex WindowsException();
}
