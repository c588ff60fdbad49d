using System.Text;

namespace MLPipeline.Evaluation;

/// <summary>UTF-8 files without a byte order mark, complete or not there.</summary>
internal static class TextFile
{
    public static void Write(string path, string text) => WholeFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
