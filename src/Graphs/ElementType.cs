using System.Diagnostics.CodeAnalysis;

namespace MLPipeline.Graphs;

/// <summary>The kind of number (or text) that a tensor holds.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "These are the names of types.")]
public enum ElementType
{
    /// <summary>IEEE 754, 32 bits.</summary>
    Float32,

    /// <summary>IEEE 754, 64 bits.</summary>
    Float64,

    /// <summary>IEEE 754, 16 bits.</summary>
    Float16,

    /// <summary>The upper half of a <see cref="Float32"/>.</summary>
    BFloat16,

    /// <summary>Signed, 8 bits.</summary>
    Int8,

    /// <summary>Unsigned, 8 bits.</summary>
    UInt8,

    /// <summary>Signed, 16 bits.</summary>
    Int16,

    /// <summary>Unsigned, 16 bits.</summary>
    UInt16,

    /// <summary>Signed, 32 bits.</summary>
    Int32,

    /// <summary>Unsigned, 32 bits.</summary>
    UInt32,

    /// <summary>Signed, 64 bits; shapes, axes and indices have this type.</summary>
    Int64,

    /// <summary>Unsigned, 64 bits.</summary>
    UInt64,

    /// <summary>One byte, 0 or 1.</summary>
    Bool,

    /// <summary>UTF-8 text of any length.</summary>
    String,
}
