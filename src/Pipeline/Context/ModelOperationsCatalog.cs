using MLPipeline.Inference;
using MLPipeline.Saving;

namespace MLPipeline;

/// <summary>Saves, loads and uses models. A model file is one ONNX file, which every ONNX program can use, whatever its name ends in.</summary>
public sealed class ModelOperationsCatalog
{
    private readonly MLContext _context;

    internal ModelOperationsCatalog(MLContext context) => _context = context;

    /// <summary>Writes a fitted model: network, class names, preparation of images, and the steps around it. The same model gives the same bytes.</summary>
    /// <param name="model">What fitting gave: the trainer's transformer, or a pipeline with one in it.</param>
    /// <param name="inputSchema">The columns it starts from, for those who load it; null for none.</param>
    /// <param name="filePath">The file, which appears when it is whole; an older one is replaced. Missing folders are made.</param>
    /// <exception cref="ArgumentException">There is not exactly one classifier in the model, or it does not fit the columns.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(ITransformer model, DataViewSchema? inputSchema, string filePath)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(filePath);
        var bytes = ModelFile.Write(model, inputSchema);
        WholeFile.Write(filePath, stream => stream.Write(bytes));
    }

    /// <summary>Writes a fitted model to a stream, which stays open.</summary>
    /// <inheritdoc cref="Save(ITransformer, DataViewSchema?, string)"/>
    public void Save(ITransformer model, DataViewSchema? inputSchema, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(ModelFile.Write(model, inputSchema));
    }

    /// <summary>Writes the same file as <see cref="Save(ITransformer, DataViewSchema?, Stream)"/>: models are ONNX here.</summary>
    /// <param name="transform">The fitted model.</param>
    /// <param name="inputData">A view with the columns it starts from; only its schema is looked at.</param>
    /// <param name="stream">Stays open.</param>
    public void ConvertToOnnx(ITransformer transform, IDataView inputData, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(inputData);
        Save(transform, inputData.Schema, stream);
    }

    /// <summary>
    /// Reads a model file: one that <see cref="Save(ITransformer, DataViewSchema?, string)"/> or the command line wrote. The latter takes <c>ImagePath</c> and gives
    /// <c>Score</c> and <c>PredictedLabel</c> as text.
    /// </summary>
    /// <param name="filePath">The file.</param>
    /// <param name="inputSchema">The columns the model starts from.</param>
    /// <param name="imageFolder">The folder that relative paths of images start from, for a model that reads files; null for the current one.</param>
    /// <exception cref="ModelFormatException">The file is no model, or damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public ITransformer Load(string filePath, out DataViewSchema inputSchema, string? imageFolder = null)
    {
        (var model, inputSchema) = ModelFile.Read(_context, File.ReadAllBytes(filePath), $"'{filePath}'", imageFolder);
        return model;
    }

    /// <summary>Reads a model from a stream, from its position to its end.</summary>
    /// <inheritdoc cref="Load(string, out DataViewSchema, string?)"/>
    public ITransformer Load(Stream stream, out DataViewSchema inputSchema, string? imageFolder = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        (var model, inputSchema) = ModelFile.Read(_context, bytes.ToArray(), "The stream", imageFolder);
        return model;
    }

    /// <summary>Makes an engine that classifies one object at a time. Unlike ML.NET's it may be shared by any number of threads.</summary>
    /// <param name="transformer">A fitted or loaded model; it has to outlive the engine.</param>
    /// <param name="ignoreMissingColumns">Whether members of <typeparamref name="TDst"/> without a column keep their default values (the default); else they are an error.</param>
    /// <typeparam name="TSrc">What goes in; its members are the columns.</typeparam>
    /// <typeparam name="TDst">What comes out.</typeparam>
    /// <exception cref="ArgumentException">The members do not fit the model's columns; all are listed.</exception>
    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, bool ignoreMissingColumns = true)
        where TSrc : class
        where TDst : class, new() => new(transformer, ignoreMissingColumns);
}
