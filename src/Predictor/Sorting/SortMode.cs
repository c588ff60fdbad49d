namespace MLPipeline.Predictor.Sorting;

/// <summary>How an image gets into the folder of its class.</summary>
internal enum SortMode
{
    /// <summary>The image stays and a copy is made.</summary>
    Copy,

    /// <summary>The image leaves its old place.</summary>
    Move,

    /// <summary>A symbolic link to the image is made.</summary>
    Link,
}
