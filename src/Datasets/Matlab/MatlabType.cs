namespace MLPipeline.Datasets;

/// <summary>How the content of a data element is stored (table 1-1 of the format).</summary>
internal enum MatlabType
{
    Int8 = 1,
    UInt8 = 2,
    Int16 = 3,
    UInt16 = 4,
    Int32 = 5,
    UInt32 = 6,
    Single = 7,
    Double = 9,
    Int64 = 12,
    UInt64 = 13,
    Matrix = 14,
    Compressed = 15,
}

/// <summary>What an array is to MATLAB (table 1-3); it may be stored as a smaller type.</summary>
internal enum MatlabClass
{
    Double = 6,
    Single = 7,
    Int8 = 8,
    UInt8 = 9,
    Int16 = 10,
    UInt16 = 11,
    Int32 = 12,
    UInt32 = 13,
    Int64 = 14,
    UInt64 = 15,
}
