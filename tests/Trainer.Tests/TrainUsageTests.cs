namespace MLPipeline.Trainer.Tests;

/// <summary>Command lines that cannot be meant: every fault is named at once, and nothing is done.</summary>
public sealed class TrainUsageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "There are no images: name a folder, or a published set with --dataset.")]
    [InlineData("DIR --dataset mnist --network lenet5 --from-scratch", "'DIR' and --dataset mnist are both given")]
    [InlineData("DIR --download", "--download: they go with --dataset.")]
    [InlineData("--dataset mnist --from mirror --network lenet5 --from-scratch", "--from: it goes with --download.")]
    [InlineData("--dataset mnits --network lenet5 --from-scratch", "--dataset: mnits: no data set is called so. Did you mean 'mnist'")]
    [InlineData("--dataset mnist --test-fraction 0.1 --layout classes --network lenet5 --from-scratch", "--layout, --test-fraction: --dataset has labels and a test part of its own.")]
    [InlineData("--dataset mnist --folds 5", "--folds divides images in folders; --dataset has a test part that figures are published for.")]
    [InlineData("--dataset mnist --network lenet5 --from-scratch --image-size 32", "--image-size: the images of --dataset have their size.")]
    [InlineData("DIR --network resnet18", "--network starts from random weights; say so with --from-scratch")]
    [InlineData("DIR --from-scratch", "--from-scratch needs --network NAME")]
    [InlineData("DIR --network resnet81 --from-scratch", "--network: There is no network 'resnet81'.")]
    [InlineData("DIR --network resnet18 --from-scratch --backbone x --unfreeze all", "--backbone, --unfreeze: they belong to pretrained networks")]
    [InlineData("DIR --network resnet18 --from-scratch --l2 0.1", "--l2: there is no frozen backbone")]
    [InlineData("DIR --network resnet18 --from-scratch --device cuda", "--device: networks are trained on the processor")]
    [InlineData("DIR --network resnet18 --from-scratch --cache c --no-cache", "--cache, --no-cache: no features are computed")]
    [InlineData("DIR --network resnet18 --from-scratch --resume", "--resume: name the file with --checkpoint, or the run's folder with --run.")]
    [InlineData("DIR --network vgg16 --from-scratch --image-size 8", "Height is 8; the smallest that vgg16 can take is 32.")]
    [InlineData("DIR --network resnet18 --from-scratch --optimizer momentum", "--optimizer is 'momentum'; when layers of the network are trained valid values are sgd, adam, adamw.")]
    [InlineData("DIR --network resnet18 --from-scratch --schedule lsr", "--schedule is 'lsr'; when layers of the network are trained")]
    [InlineData("DIR --network resnet18 --from-scratch --optimizer adam --momentum 0.9", "--momentum: adam and adamw have none")]
    [InlineData("DIR --network resnet18 --from-scratch --optimizer adamw --momentum 0.9 --nesterov", "--momentum, --nesterov: adam and adamw have none")]
    [InlineData("DIR --network resnet18 --from-scratch --schedule stepp:2", "--schedule is 'stepp:2'; valid values are cosine, constant")]
    [InlineData("DIR --network resnet18 --from-scratch --schedule one-cycle:0.3:2:1", "--schedule is 'one-cycle:0.3:2:1'; it has too many numbers: one-cycle[:RISING")]
    [InlineData("DIR --network resnet18 --from-scratch --schedule step:0.1:x", "--schedule is 'step:0.1:x'; 'x' is not a number: step[:FACTOR[:EPOCH]")]
    [InlineData("DIR --network resnet18 --from-scratch --schedule step:2:9:3", "Milestones 9, 3 must be above 0 and rise.")]
    [InlineData("DIR --schedule step", "--schedule is 'step'; with a frozen backbone valid values are cosine, constant, exponential, polynomial, lsr.")]
    [InlineData("DIR --network resnet18 --from-scratch --augment flop", "--augment: The augmentation 'flop' is not usable: There is no 'flop'")]
    [InlineData("DIR --optimizer adamw", "--optimizer is 'adamw'; with a frozen backbone valid values are adam, momentum, sgd.")]
    [InlineData("DIR --augment flip --warm-up 1", "--augment, --warm-up: the backbone is frozen")]
    [InlineData("DIR --checkpoint c", "--checkpoint: a frozen backbone's features are kept in the cache")]
    [InlineData("DIR --image-size 64", "--image-size: a backbone has its size")]
    [InlineData("DIR --unfreeze -1", "--unfreeze: -1 stages cannot be unfrozen")]
    [InlineData("DIR --learning-rate 1e-6:1e-4", "--learning-rate is '1e-6:1e-4': the backbone is frozen, so there is the classifier's rate alone; a lowest and a highest one go with --unfreeze.")]
    [InlineData("DIR --network resnet18 --from-scratch --learning-rate 1e-6:1e-4", "--learning-rate is '1e-6:1e-4': all layers of a new network have everything to learn")]
    [InlineData("DIR --unfreeze all --learning-rate 1e-4:1e-6", "LowestLearningRate 0.0001 must be above 0 and at most LearningRate, which is 1E-06, or null.")]
    [InlineData("DIR --unfreeze all --learning-rate 0:1", "LowestLearningRate 0 must be above 0")]
    [InlineData("DIR --unfreeze all --learning-rate 1e-6:1e-5:1e-4", "--learning-rate is '1e-6:1e-5:1e-4'; it must be a rate such as 0.001, or the lowest and the highest one such as 1e-6:1e-4.")]
    [InlineData("DIR --learning-rate find", "--learning-rate is 'find'; it must be a rate")]
    [InlineData("DIR --stop-on best", "--stop-on is 'best'; valid values are loss, accuracy.")]
    public async Task Train_OptionsThatDoNotGoTogether_AreNamed(string arguments, string message)
    {
        var run = await TrainerRun.Of(["train", "-o", _folder.File("out", "model.onnx"), .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal((2, ""), (run.ExitCode, run.Results));
        Assert.Contains(message, run.Messages, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("out")) && Directory.EnumerateFileSystemEntries(_folder.File("out")).Any());
    }

    [Fact]
    public async Task Train_ManyFaults_AreReportedTogether()
    {
        var run = await TrainerRun.Of(
            "train", "--network", "resnet18", "--resume", "-o", _folder.File("model.onnx"), "--epochs", "0", "--learning-rate", "-1", "--batch-size", "0", "--clip-norm", "0",
            "--label-smoothing", "1", "--moving-average", "2", "--accumulate", "0", "--warm-up", "-1", "--weight-decay", "-1", "--momentum", "1", "--threads", "-1", "--val-fraction", "2", "--augment", "flip:3");
        Assert.Equal(2, run.ExitCode);
        foreach (var fault in (string[])[
            "There are no images", "--from-scratch", "--resume", "Epochs 0", "LearningRate -1", "BatchSize 0", "ClipNorm 0", "LabelSmoothing 1", "MovingAverageDecay 2", "BatchesPerStep 0",
            "Epochs -1", "WeightDecay -1", "Momentum 1", "--threads is -1", "validation fraction 2", "flip"])
        {
            Assert.Contains(fault, run.Messages, StringComparison.Ordinal);
        }
    }
}
