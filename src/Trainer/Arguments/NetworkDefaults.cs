using MLPipeline.Networks;

namespace MLPipeline.Trainer;

/// <summary>What is chosen for the user who does not choose; docs/training.md has the figures behind it.</summary>
/// <param name="Epochs">Passes over the training images.</param>
/// <param name="BatchSize">Images in a batch.</param>
/// <param name="Optimizer">sgd, adam or adamw.</param>
/// <param name="SgdRate">The rate of SGD for a batch of <paramref name="BatchSize"/>.</param>
/// <param name="AdamRate">The rate of Adam and AdamW.</param>
/// <param name="SgdDecay">The weight decay of SGD.</param>
internal sealed record NetworkDefaults(int Epochs, int BatchSize, string Optimizer, double SgdRate, double AdamRate, double SgdDecay)
{
    private const int SmallImage = 64 * 64;

    /// <summary>How the rate changes, as <c>--schedule</c> reads it.</summary>
    public string Schedule { get; init; } = "cosine";

    /// <summary>The highest rate divided by that of the first stage; 1 for the same rate everywhere.</summary>
    public double RateSpread { get; init; } = 1;

    /// <summary>The longest norm of all gradients together; null for no limit.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>
    /// Pretrained layers: few epochs at a small rate, in steps that stay near where the frozen backbone's classifier was best. That classifier has
    /// large weights for features that hardly vary, so a rate ten times as high, or gradients that are not clipped, lets the network forget on some sets
    /// (the concrete cracks) what it brought with it.
    /// </summary>
    public static NetworkDefaults FineTuning { get; } = new(Epochs: 10, BatchSize: 32, "sgd", SgdRate: 1e-4, AdamRate: 1e-4, SgdDecay: 1e-4) { ClipNorm = 1 };

    /// <summary>
    /// The recipe of <c>fine-tune</c>, all layers after the classifier: the second half of fastai's <c>Learner.fine_tune</c>, whose base rate 0.002 of Adam
    /// with decoupled decay is halved there, whose first layers have a hundredth of it, and whose one cycle begins at a fifth of the highest rate.
    /// </summary>
    public static NetworkDefaults Recipe { get; } = new(Epochs: 4, BatchSize: 32, "adamw", SgdRate: 1e-2, AdamRate: 1e-3, SgdDecay: 1e-4)
    {
        Schedule = "one-cycle:0.3:5",
        RateSpread = 100,
    };

    /// <summary>
    /// A network from random weights. The rate grows with the batch (P. Goyal et al. 2017); without batch normalisation only a tenth of it is
    /// stable.
    /// </summary>
    public static NetworkDefaults FromScratch(InputShape input, bool isNormalized, int? batchSize)
    {
        var batch = batchSize ?? (input.Height * input.Width <= SmallImage ? 128 : 32);
        return new NetworkDefaults(Epochs: 30, batch, "sgd", (isNormalized ? 0.1 : 0.01) * batch / 128, AdamRate: 1e-3, SgdDecay: 5e-4);
    }

    /// <summary>The rate that goes with an optimiser.</summary>
    public double RateOf(string optimizer) => optimizer == "sgd" ? SgdRate : AdamRate;

    /// <summary>The weight decay that goes with an optimiser: decoupled decay is multiplied by a small rate, so it is larger.</summary>
    public double DecayOf(string optimizer) => optimizer switch
    {
        "sgd" => SgdDecay,
        "adamw" => 0.01,
        _ => 0,
    };
}
