namespace MLPipeline.Datasets;

/// <summary>The table of the published pixel sets: a new set is a new row.</summary>
public static class KnownPixelSets
{
    private static readonly string[] Digits = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

    private static readonly KnownPixelSet Mnist = new(new IdxFormat(), "MNIST/raw")
    {
        Name = "mnist",
        Title = "MNIST",
        Height = 28,
        Width = 28,
        Channels = 1,
        TrainImages = 60_000,
        TestImages = 10_000,
        Classes = Digits,
        Mean = [0.1307f],
        Deviation = [0.3081f],
        Augmentation = "none",
        Files = PublishedFiles.Mnist,
        DownloadFolder = "mnist",
    };

    private static readonly KnownPixelSet Cifar100 = new(CifarFormat.Hundred, "cifar-100-binary")
    {
        Name = "cifar100",
        Title = "CIFAR-100",
        Height = 32,
        Width = 32,
        Channels = 3,
        TrainImages = 50_000,
        TestImages = 10_000,
        Classes = Cifar100Classes.Fine,
        Mean = [0.5071f, 0.4865f, 0.4409f],
        Deviation = [0.2673f, 0.2564f, 0.2762f],
        Augmentation = "cifar",
        Files = PublishedFiles.Cifar100,
        DownloadFolder = "cifar100",
    };

    /// <summary>All of them, the grey ones first.</summary>
    public static IReadOnlyList<KnownPixelSet> All { get; } =
    [
        Mnist,
        Mnist with
        {
            Name = "kmnist",
            Title = "KMNIST",
            Classes = ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"],
            Mean = [0.1918f],
            Deviation = [0.3483f],
            Files = PublishedFiles.Kmnist,
            DownloadFolder = "kmnist",
            UsualFolders = ["KMNIST/raw"],
        },
        Mnist with
        {
            Name = "fashion-mnist",
            Title = "Fashion-MNIST",
            Classes = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"],
            Mean = [0.2860f],
            Deviation = [0.3530f],
            Augmentation = "cifar",
            Files = PublishedFiles.FashionMnist,
            DownloadFolder = "fashion-mnist",
            UsualFolders = ["FashionMNIST/raw"],
        },
        Cifar100 with
        {
            Name = "cifar10",
            Title = "CIFAR-10",
            Classes = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"],
            Mean = [0.4914f, 0.4822f, 0.4465f],
            Deviation = [0.2470f, 0.2435f, 0.2616f],
            Files = PublishedFiles.Cifar10,
            DownloadFolder = "cifar10",
            UsualFolders = ["cifar-10-batches-bin"],
            Format = CifarFormat.Ten,
        },
        Cifar100,
        Cifar100 with
        {
            Name = "cifar100-coarse",
            Title = "CIFAR-100 (20 superclasses)",
            Classes = Cifar100Classes.Coarse,
            Format = CifarFormat.HundredCoarse,
        },
        new(new StlFormat(), "stl10_binary")
        {
            Name = "stl10",
            Title = "STL-10",
            Height = 96,
            Width = 96,
            Channels = 3,
            TrainImages = 5_000,
            TestImages = 8_000,
            Classes = ["airplane", "bird", "car", "cat", "deer", "dog", "horse", "monkey", "ship", "truck"],
            Mean = [0.4467f, 0.4398f, 0.4066f],
            Deviation = [0.2603f, 0.2566f, 0.2713f],
            Augmentation = "pad-crop:12,flip",
            Files = PublishedFiles.Stl10,
            DownloadFolder = "stl10",
        },
        new(new SvhnFormat(), "SVHN")
        {
            Name = "svhn",
            Title = "SVHN",
            Height = 32,
            Width = 32,
            Channels = 3,
            TrainImages = 73_257,
            TestImages = 26_032,
            Classes = Digits,
            Mean = [0.4377f, 0.4438f, 0.4728f],
            Deviation = [0.1980f, 0.2010f, 0.1970f],
            Augmentation = "none",
            Files = PublishedFiles.Svhn,
            DownloadFolder = "svhn",
        },
    ];

    /// <summary>The set of that name; case does not matter.</summary>
    /// <exception cref="DatasetException">No set is called so; the message lists the names.</exception>
    public static KnownPixelSet Find(string name) =>
        All.FirstOrDefault(set => set.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new DatasetException(new DatasetFault(
                DatasetFaultKind.UnknownName,
                name,
                $"no data set is called so.{NearestName.Suggestion(name, All.Select(set => set.Name))}".TrimEnd('.'),
                $"Valid names: {string.Join(", ", All.Select(set => set.Name))}"));
}
