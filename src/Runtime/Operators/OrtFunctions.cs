using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace MLPipeline.Runtime.Operators;

/// <summary>
/// The functions of ONNX Runtime's C API that an operator of one's own needs and its C# API lacks. Each is an entry of the table
/// <c>OrtApi</c> (onnxruntime_c_api.h), whose order never changes; entries are only added.
/// </summary>
internal static unsafe class OrtFunctions
{
    /// <summary>The first version whose table has all of them (1.17).</summary>
    private const uint Version = 17;

    private static readonly Lazy<nint> Table = new(FindTable);

    /// <summary>Whether ONNX Runtime is new enough.</summary>
    public static bool AreThere => Table.Value != 0;

    /// <summary>A failure to give back to ONNX Runtime, which releases it.</summary>
    public static nint Failure(string message)
    {
        const int Fail = 1;
        fixed (byte* text = Encoding.UTF8.GetBytes(message + "\0"))
        {
            return ((delegate* unmanaged<int, byte*, nint>)Entry(OrtEntry.CreateStatus))(Fail, text);
        }
    }

    /// <exception cref="InvalidOperationException">The call failed.</exception>
    public static void ThrowIfFailed(nint status)
    {
        if (status != 0)
        {
            var message = Marshal.PtrToStringUTF8((nint)((delegate* unmanaged<nint, byte*>)Entry(OrtEntry.GetErrorMessage))(status));
            ((delegate* unmanaged<nint, void>)Entry(OrtEntry.ReleaseStatus))(status);
            throw new InvalidOperationException(message);
        }
    }

    /// <summary>A set of operators under a name, empty.</summary>
    public static nint CreateDomain(byte* name)
    {
        nint domain;
        ThrowIfFailed(((delegate* unmanaged<byte*, nint*, nint>)Entry(OrtEntry.CreateCustomOpDomain))(name, &domain));
        return domain;
    }

    public static void AddToDomain(nint domain, OrtOperator* definition) =>
        ThrowIfFailed(((delegate* unmanaged<nint, OrtOperator*, nint>)Entry(OrtEntry.CustomOpDomainAdd))(domain, definition));

    /// <summary>Lets sessions with these options use a domain, which must outlive them.</summary>
    public static void AddDomain(nint sessionOptions, nint domain) =>
        ThrowIfFailed(((delegate* unmanaged<nint, nint, nint>)Entry(OrtEntry.AddCustomOpDomain))(sessionOptions, domain));

    /// <summary>The first number of a tensor.</summary>
    public static void* Data(nint value)
    {
        void* data;
        ThrowIfFailed(((delegate* unmanaged<nint, void**, nint>)Entry(OrtEntry.GetTensorMutableData))(value, &data));
        return data;
    }

    /// <summary>A tensor's numbers, of the type that it is known to have.</summary>
    public static ReadOnlySpan<T> Numbers<T>(nint value)
        where T : unmanaged
    {
        nint description;
        nuint count;
        ThrowIfFailed(((delegate* unmanaged<nint, nint*, nint>)Entry(OrtEntry.GetTensorTypeAndShape))(value, &description));
        try
        {
            ThrowIfFailed(((delegate* unmanaged<nint, nuint*, nint>)Entry(OrtEntry.GetTensorShapeElementCount))(description, &count));
        }
        finally
        {
            ((delegate* unmanaged<nint, void>)Entry(OrtEntry.ReleaseTensorTypeAndShapeInfo))(description);
        }

        return new ReadOnlySpan<T>(Data(value), checked((int)count));
    }

    /// <summary>Reads a tensor's shape into the span, and gives the part that was needed.</summary>
    public static ReadOnlySpan<long> Shape(nint value, Span<long> room)
    {
        nint description;
        ThrowIfFailed(((delegate* unmanaged<nint, nint*, nint>)Entry(OrtEntry.GetTensorTypeAndShape))(value, &description));
        try
        {
            return ReadShape(description, room);
        }
        finally
        {
            ((delegate* unmanaged<nint, void>)Entry(OrtEntry.ReleaseTensorTypeAndShapeInfo))(description);
        }
    }

    /// <summary>How many inputs a node has.</summary>
    public static int InputCount(nint kernelInfo)
    {
        nuint count;
        ThrowIfFailed(((delegate* unmanaged<nint, nuint*, nint>)Entry(OrtEntry.KernelInfoGetInputCount))(kernelInfo, &count));
        return (int)count;
    }

    /// <summary>An input that is the same in every run, as a tensor.</summary>
    /// <exception cref="InvalidOperationException">It is not constant.</exception>
    public static nint ConstantInput(nint kernelInfo, int index)
    {
        int isConstant;
        nint value;
        ThrowIfFailed(((delegate* unmanaged<nint, nuint, int*, nint*, nint>)Entry(OrtEntry.KernelInfoGetConstantInputTensor))(kernelInfo, (nuint)index, &isConstant, &value));
        return isConstant != 0 && value != 0 ? value : throw new InvalidOperationException($"Input {index} is not constant.");
    }

    /// <summary>What is known of an input's shape before any run.</summary>
    public static nint InputDescription(nint inference, int index)
    {
        nint description;
        ThrowIfFailed(((delegate* unmanaged<nint, nuint, nint*, nint>)Entry(OrtEntry.ShapeInferContextGetInputTypeShape))(inference, (nuint)index, &description));
        return description;
    }

    /// <summary>
    /// Says before any run that the output is like an input of known rank but for its last dimension; dimensions of which only a name is
    /// known keep it.
    /// </summary>
    public static void DescribeOutput(nint inference, int index, nint like, Span<long> room, long lastDimension)
    {
        var dimensions = ReadShape(like, room);
        var rank = dimensions.Length;
        room[rank - 1] = lastDimension;
        var names = stackalloc byte*[rank];
        ThrowIfFailed(((delegate* unmanaged<nint, byte**, nuint, nint>)Entry(OrtEntry.GetSymbolicDimensions))(like, names, (nuint)rank));
        nint description;
        ThrowIfFailed(((delegate* unmanaged<nint*, nint>)Entry(OrtEntry.CreateTensorTypeAndShapeInfo))(&description));
        try
        {
            fixed (long* values = room)
            {
                ThrowIfFailed(((delegate* unmanaged<nint, int, nint>)Entry(OrtEntry.SetTensorElementType))(description, OrtElementType.UInt8));
                ThrowIfFailed(((delegate* unmanaged<nint, long*, nuint, nint>)Entry(OrtEntry.SetDimensions))(description, values, (nuint)rank));
                ThrowIfFailed(((delegate* unmanaged<nint, byte**, nuint, nint>)Entry(OrtEntry.SetSymbolicDimensions))(description, names, (nuint)rank));
                ThrowIfFailed(((delegate* unmanaged<nint, nuint, nint, nint>)Entry(OrtEntry.ShapeInferContextSetOutputTypeShape))(inference, (nuint)index, description));
            }
        }
        finally
        {
            ((delegate* unmanaged<nint, void>)Entry(OrtEntry.ReleaseTensorTypeAndShapeInfo))(description);
        }
    }

    /// <summary>An input of this run, as a tensor.</summary>
    public static nint Input(nint context, int index)
    {
        nint value;
        ThrowIfFailed(((delegate* unmanaged<nint, nuint, nint*, nint>)Entry(OrtEntry.KernelContextGetInput))(context, (nuint)index, &value));
        return value;
    }

    /// <summary>The output of a shape, to be filled.</summary>
    public static nint Output(nint context, int index, ReadOnlySpan<long> shape)
    {
        nint value;
        fixed (long* dimensions = shape)
        {
            ThrowIfFailed(((delegate* unmanaged<nint, nuint, long*, nuint, nint*, nint>)Entry(OrtEntry.KernelContextGetOutput))(
                context, (nuint)index, dimensions, (nuint)shape.Length, &value));
        }

        return value;
    }

    /// <summary>Calls a function with the numbers below a count, on the threads of the run; returns when all are done.</summary>
    public static void InParallel(nint context, delegate* unmanaged<void*, nuint, void> function, int count, void* data) =>
        ThrowIfFailed(((delegate* unmanaged<nint, delegate* unmanaged<void*, nuint, void>, nuint, nuint, void*, nint>)Entry(OrtEntry.KernelContextParallelFor))(
            context, function, (nuint)count, (nuint)count, data));

    /// <summary>Reads a description's shape into the span, and gives the part that was needed; -1 stands for what is not known.</summary>
    public static ReadOnlySpan<long> ReadShape(nint description, Span<long> room)
    {
        nuint count;
        ThrowIfFailed(((delegate* unmanaged<nint, nuint*, nint>)Entry(OrtEntry.GetDimensionsCount))(description, &count));
        if (count > (nuint)room.Length)
        {
            throw new InvalidOperationException($"A tensor has {count} dimensions; {room.Length} at most were expected.");
        }

        fixed (long* dimensions = room)
        {
            ThrowIfFailed(((delegate* unmanaged<nint, long*, nuint, nint>)Entry(OrtEntry.GetDimensions))(description, dimensions, count));
        }

        return room[..(int)count];
    }

    private static void* Entry(OrtEntry entry) => ((void**)Table.Value)[(int)entry];

    /// <summary>
    /// Asks the very library that ONNX Runtime's C# API has loaded. That API looks for it in places of its own, so it is found among what is
    /// loaded, not by its name.
    /// </summary>
    /// <returns>0 where it is not found or too old.</returns>
    private static nint FindTable()
    {
        _ = OnnxEnvironment.Instance;
        using var process = Process.GetCurrentProcess();
        foreach (ProcessModule module in process.Modules)
        {
            if (IsOnnxRuntime(module.ModuleName)
                && NativeLibrary.TryLoad(module.FileName, out var library) && NativeLibrary.TryGetExport(library, "OrtGetApiBase", out var entry))
            {
                var apis = ((delegate* unmanaged<void**>)entry)();
                return ((delegate* unmanaged<uint, nint>)apis[0])(Version);
            }
        }

        return 0;
    }

    private static bool IsOnnxRuntime(string module) =>
        module.StartsWith("libonnxruntime.", StringComparison.OrdinalIgnoreCase) || module.StartsWith("onnxruntime.", StringComparison.OrdinalIgnoreCase);
}
