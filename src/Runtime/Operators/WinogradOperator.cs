using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using MLPipeline.Runtime.Winograd;

namespace MLPipeline.Runtime.Operators;

/// <summary>
/// <see cref="WinogradLayer"/> as an operator of ONNX Runtime: <c>mlpipeline.WinogradQLinearConv</c>, with the inputs of ONNX's <c>QLinearConv</c>,
/// images channels-last. All inputs but the image are constant; the bias may be missing.
/// </summary>
internal static unsafe class WinogradOperator
{
    public const string Domain = "mlpipeline";
    public const string Name = "WinogradQLinearConv";
    public const int DomainVersion = 1;

    /// <summary>The inputs' places, as in <c>QLinearConv</c>.</summary>
    private const int Image = 0, ImageScale = 1, ImageZero = 2, Filters = 3, FilterScales = 4, ResultScale = 6, ResultZero = 7, Bias = 8, Inputs = 9;

    /// <summary>Shapes of images and of filters.</summary>
    private const int Rank = 4;

    private static readonly Lazy<nint> Registration = new(Register);

    /// <summary>Lets sessions with these options use it.</summary>
    public static void AddTo(SessionOptions options) => OrtFunctions.AddDomain(options.DangerousGetHandle(), Registration.Value);

    /// <summary>One domain for the process: it has to outlive every session, and holds nothing of any model.</summary>
    private static nint Register()
    {
        var definition = (OrtOperator*)NativeMemory.AllocZeroed((nuint)sizeof(OrtOperator));
        definition->Version = OrtOperator.CurrentVersion;
        definition->GetName = &GetName;
        definition->GetExecutionProviderType = &GetExecutionProviderType;
        definition->GetInputType = &GetInputType;
        definition->GetInputTypeCount = &GetInputTypeCount;
        definition->GetOutputType = &GetOutputType;
        definition->GetOutputTypeCount = &GetOutputTypeCount;
        definition->KernelDestroy = &Destroy;
        definition->GetInputCharacteristic = &GetInputCharacteristic;
        definition->GetOutputCharacteristic = &GetOutputCharacteristic;
        definition->GetInputMemoryType = &GetInputMemoryType;
        definition->CreateKernelV2 = &Create;
        definition->KernelComputeV2 = &Compute;
        definition->InferOutputShape = &InferOutputShape;
        definition->GetStartVersion = &GetStartVersion;
        definition->GetEndVersion = &GetEndVersion;
        fixed (byte* name = "mlpipeline\0"u8)
        {
            var domain = OrtFunctions.CreateDomain(name);
            OrtFunctions.AddToDomain(domain, definition);
            return domain;
        }
    }

    /// <exception cref="InvalidOperationException">The inputs are not such a convolution's.</exception>
    private static WinogradLayer CreateLayer(nint info)
    {
        Span<long> room = stackalloc long[Rank];
        var filters = OrtFunctions.ConstantInput(info, Filters);
        if (OrtFunctions.Shape(filters, room) is not [var outputs, var inputs, 3, 3] || !WinogradLayer.Takes(outputs, inputs))
        {
            throw new InvalidOperationException("filters [M, C, 3, 3] were expected, with whole sixteens of channels.");
        }

        return new WinogradLayer(
            OrtFunctions.Numbers<sbyte>(filters),
            OrtFunctions.InputCount(info) > Bias ? Constant<int>(info, Bias, (int)outputs) : [],
            Scales(info, (int)outputs),
            (int)inputs,
            Constant<byte>(info, ImageZero, 1)[0],
            Constant<byte>(info, ResultZero, 1)[0]);
    }

    /// <summary>Computed in the order of ONNX Runtime, so that not even the last bit differs.</summary>
    private static float[] Scales(nint info, int outputs)
    {
        var (image, result) = (Constant<float>(info, ImageScale, 1)[0], Constant<float>(info, ResultScale, 1)[0]);
        var filters = Constant<float>(info, FilterScales, outputs);
        var scales = new float[outputs];
        for (var output = 0; output < outputs; output++)
        {
            scales[output] = image * filters[filters.Length == 1 ? 0 : output] / result;
        }

        return scales;
    }

    /// <summary>An input of so many numbers, or of one.</summary>
    private static ReadOnlySpan<T> Constant<T>(nint info, int index, int length)
        where T : unmanaged
    {
        var numbers = OrtFunctions.Numbers<T>(OrtFunctions.ConstantInput(info, index));
        return numbers.Length == length || (numbers.Length == 1 && index != Bias)
            ? numbers
            : throw new InvalidOperationException($"Input {index} has {numbers.Length} numbers instead of {length}.");
    }

    [UnmanagedCallersOnly]
    private static nint Create(OrtOperator* definition, nint api, nint info, nint* kernel)
    {
        try
        {
            *kernel = GCHandle.ToIntPtr(GCHandle.Alloc(CreateLayer(info)));
            return 0;
        }
        catch (Exception error)
        {
            return OrtFunctions.Failure($"{Name}: {error.Message}");
        }
    }

    /// <summary>Without it ONNX Runtime would not know the ranks behind the operator, and keep the convolutions there channels-first.</summary>
    [UnmanagedCallersOnly]
    private static nint InferOutputShape(OrtOperator* definition, nint inference)
    {
        try
        {
            Span<long> room = stackalloc long[Rank];
            var outputs = OrtFunctions.ReadShape(OrtFunctions.InputDescription(inference, Filters), room)[0];
            var image = OrtFunctions.InputDescription(inference, Image);
            if (OrtFunctions.ReadShape(image, room).Length == Rank)
            {
                OrtFunctions.DescribeOutput(inference, 0, image, room, outputs);
            }

            return 0;
        }
        catch (Exception error)
        {
            return OrtFunctions.Failure($"{Name}: {error.Message}");
        }
    }

    [UnmanagedCallersOnly]
    private static nint Compute(nint kernel, nint context)
    {
        try
        {
            var layer = Layer(kernel);
            Span<long> room = stackalloc long[Rank];
            var image = OrtFunctions.Input(context, Image);
            var shape = OrtFunctions.Shape(image, room);
            if (shape is not [var images, var height, var width, var channels] || channels != layer.Inputs)
            {
                return OrtFunctions.Failure($"{Name}: an image of {layer.Inputs} channels, [N, H, W, C], was expected.");
            }

            var batch = new CodeBatch((byte*)OrtFunctions.Data(image), checked((int)images), checked((int)height), checked((int)width));
            room[Rank - 1] = layer.Outputs;
            var results = (byte*)OrtFunctions.Data(OrtFunctions.Output(context, 0, room));
            var run = new Run { Kernel = kernel, Batch = batch, Results = results };
            if (batch.Tiles > 0)
            {
                OrtFunctions.InParallel(context, &ComputePart, layer.PartsOf(batch), &run);
            }

            return run.HasFailed == 0 ? 0 : OrtFunctions.Failure($"{Name}: out of memory.");
        }
        catch (Exception error)
        {
            return OrtFunctions.Failure($"{Name}: {error.Message}");
        }
    }

    [UnmanagedCallersOnly]
    private static void ComputePart(void* data, nuint part)
    {
        var run = (Run*)data;
        try
        {
            Layer(run->Kernel).Compute(run->Batch, run->Results, (int)part);
        }
        catch (OutOfMemoryException)
        {
            // Nothing may be thrown through native code; the run reports it.
            Volatile.Write(ref run->HasFailed, 1);
        }
    }

    [UnmanagedCallersOnly]
    private static void Destroy(nint kernel)
    {
        Layer(kernel).Dispose();
        GCHandle.FromIntPtr(kernel).Free();
    }

    private static WinogradLayer Layer(nint kernel) => Unsafe.As<WinogradLayer>(GCHandle.FromIntPtr(kernel).Target!);

    [UnmanagedCallersOnly]
    private static byte* GetName(OrtOperator* definition) => Constant("WinogradQLinearConv\0"u8);

    [UnmanagedCallersOnly]
    private static byte* GetExecutionProviderType(OrtOperator* definition) => null; // the processor

    [UnmanagedCallersOnly]
    private static nuint GetInputTypeCount(OrtOperator* definition) => Inputs;

    [UnmanagedCallersOnly]
    private static nuint GetOutputTypeCount(OrtOperator* definition) => 1;

    [UnmanagedCallersOnly]
    private static int GetInputType(OrtOperator* definition, nuint index) =>
        (int)index switch
        {
            ImageScale or FilterScales or ResultScale => OrtElementType.Float,
            Image or ImageZero or ResultZero => OrtElementType.UInt8,
            Bias => OrtElementType.Int32,
            _ => OrtElementType.Int8,
        };

    [UnmanagedCallersOnly]
    private static int GetOutputType(OrtOperator* definition, nuint index) => OrtElementType.UInt8;

    [UnmanagedCallersOnly]
    private static int GetInputCharacteristic(OrtOperator* definition, nuint index) => index == Bias ? 1 : 0; // optional, required

    [UnmanagedCallersOnly]
    private static int GetOutputCharacteristic(OrtOperator* definition, nuint index) => 0; // required

    [UnmanagedCallersOnly]
    private static int GetInputMemoryType(OrtOperator* definition, nuint index) => 0; // the provider's own

    [UnmanagedCallersOnly]
    private static int GetStartVersion(OrtOperator* definition) => DomainVersion;

    [UnmanagedCallersOnly]
    private static int GetEndVersion(OrtOperator* definition) => int.MaxValue;

    /// <summary>Text in the program's own file, which never moves.</summary>
    private static byte* Constant(ReadOnlySpan<byte> text) => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(text));

    private struct Run
    {
        public nint Kernel;
        public CodeBatch Batch;
        public byte* Results;
        public int HasFailed;
    }
}
