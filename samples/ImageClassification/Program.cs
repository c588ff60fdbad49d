using System.Globalization;
using ImageClassification;
using MLPipeline;
using MLPipeline.Data;
using MLPipeline.Transforms;
using MLPipeline.Vision;

// ImageClassification [FOLDER [MODEL.onnx]]: learns the classes of a folder of class folders, measures itself, and classifies.
// Without a folder it draws a small set of circles, squares and triangles for itself.
var workspace = Directory.CreateTempSubdirectory("image-classification-").FullName;
var imageFolder = args.Length > 0 ? args[0] : ShapeImages.DrawInto(Path.Combine(workspace, "shapes"));
var modelPath = args.Length > 1 ? args[1] : Path.Combine(workspace, "imageClassifier.onnx");

var mlContext = new MLContext(seed: 1);
mlContext.Log += (_, message) => Console.Error.WriteLine(message.Message);

// Load: paths and labels only. The images stay on disk until they are needed.
IEnumerable<ImageData> images = LoadImagesFromDirectory(imageFolder);
IDataView shuffledData = mlContext.Data.ShuffleRows(mlContext.Data.LoadFromEnumerable(images));

// Prepare: labels become keys, paths become the bytes of the files.
var preprocessing = mlContext.Transforms.Conversion.MapValueToKey(
        inputColumnName: "Label",
        outputColumnName: "LabelAsKey",
        keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
    .Append(mlContext.Transforms.LoadRawImageBytes(
        outputColumnName: "Image",
        imageFolder: imageFolder,
        inputColumnName: "ImagePath"));
IDataView preparedData = preprocessing.Fit(shuffledData).Transform(shuffledData);

// Split: 30% to measure on, and 10% of the rest to stop training by.
DataOperationsCatalog.TrainTestData testSplit = mlContext.Data.TrainTestSplit(preparedData, testFraction: 0.3);
DataOperationsCatalog.TrainTestData validationSplit = mlContext.Data.TrainTestSplit(testSplit.TrainSet, testFraction: 0.1);

// Train.
var options = new ImageClassificationTrainer.Options
{
    FeatureColumnName = "Image",
    LabelColumnName = "LabelAsKey",
    ValidationSet = validationSplit.TestSet,
    MetricsCallback = metrics => Console.WriteLine(metrics),
};
var pipeline = mlContext.MulticlassClassification.Trainers.ImageClassification(options)
    .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
ITransformer trainedModel = pipeline.Fit(validationSplit.TrainSet);

// Measure on images that took no part in training.
IDataView scoredTestSet = trainedModel.Transform(testSplit.TestSet);
var metrics = mlContext.MulticlassClassification.Evaluate(scoredTestSet, labelColumnName: "LabelAsKey");
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Micro accuracy: {metrics.MicroAccuracy:F3}, macro accuracy: {metrics.MacroAccuracy:F3}, log-loss: {metrics.LogLoss:F3}"));
Console.WriteLine(metrics.ConfusionMatrix.GetFormattedConfusionTable());

// Save as one ONNX file, and use that file as another program would.
mlContext.Model.Save(trainedModel, validationSplit.TrainSet.Schema, modelPath);
ITransformer loadedModel = mlContext.Model.Load(modelPath, out DataViewSchema _);
Console.WriteLine($"Saved {modelPath}");

Console.WriteLine("Classifying a single image");
string singleImage = testSplit.TestSet.GetColumn<string>("ImagePath").First();
using var predictionEngine = mlContext.Model.CreatePredictionEngine<ModelInput, ModelOutput>(loadedModel);
ModelOutput prediction = predictionEngine.Predict(new ModelInput { Image = File.ReadAllBytes(Path.Combine(imageFolder, singleImage)) });
Console.WriteLine($"Image: {singleImage} | Predicted Value: {prediction.PredictedLabel}");
foreach (var (label, score) in prediction.Score)
{
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {label,-12} {score:P1}"));
}

Console.WriteLine("Classifying multiple images");
foreach (ModelOutput output in mlContext.Data.CreateEnumerable<ModelOutput>(loadedModel.Transform(testSplit.TestSet), reuseRowObject: true).Take(10))
{
    Console.WriteLine($"Image: {output.ImagePath} | Actual Value: {output.Label} | Predicted Value: {output.PredictedLabel}");
}

static IEnumerable<ImageData> LoadImagesFromDirectory(string folder)
{
    var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
    foreach (string file in files.Where(file => Path.GetExtension(file).ToLowerInvariant() is ".jpg" or ".jpeg" or ".png"))
    {
        yield return new ImageData { ImagePath = Path.GetRelativePath(folder, file), Label = Path.GetFileName(Path.GetDirectoryName(file))! };
    }
}
