using System.Text.RegularExpressions;

namespace MLPipeline.Runtime;

/// <summary>Makes a reason of what ONNX Runtime says when an execution provider does not load.</summary>
internal static partial class ProviderFault
{
    private const string UnsupportedByDxgi = "887A0004"; // DXGI_ERROR_UNSUPPORTED

    /// <summary>The first line, without codes and without paths and addresses of the machine that ONNX Runtime was built on.</summary>
    public static string Reason(string message)
    {
        var line = ErrorCode().Replace(message.Split('\n', 2)[0].Trim(), "");
        if (WindowsException().Match(line) is not { Success: true } found)
        {
            return line;
        }

        var code = found.Groups[1].Value;
        return code == UnsupportedByDxgi ? $"no graphics card that takes Direct3D 12 (0x{code})" : $"error 0x{code}";
    }

    [GeneratedRegex(@"^\[ErrorCode:\w+\]\s*")]
    private static partial Regex ErrorCode();

    // FILE(LINE)\MODULE!ADDRESS: (caller: ADDRESS) Exception(N) tid(N) HRESULT TEXT
    [GeneratedRegex(@"Exception\(\d+\) tid\([0-9a-fA-F]+\) ([0-9A-F]{8})\b")]
    private static partial Regex WindowsException();
}
