using System.Globalization;
using System.Text;

namespace MLPipeline.Training;

/// <summary>
/// Linear scale rule: <c>rate * BatchSize / 128 * multiplier</c>, where the multiplier is that of the last item whose epoch has come
/// (P. Goyal et al. 2017, Accurate, Large Minibatch SGD).
/// </summary>
public sealed record LsrDecay : LearningRateScheduler
{
    /// <summary>Epoch to start from, and multiplier from then on; ML.NET's default of four steps. The first must start at epoch 0.</summary>
    public IReadOnlyList<(int Epoch, double Multiplier)> Items { get; init; } = [(0, 1), (91, 0.1), (136, 0.01), (182, 0.0001)];

    /// <inheritdoc/>
    public override double FactorAt(SchedulePosition position)
    {
        var multiplier = Items[0].Multiplier;
        foreach (var item in Items)
        {
            if (position.Epoch >= item.Epoch)
            {
                multiplier = item.Multiplier;
            }
        }

        return position.BatchSize / 128.0 * multiplier;
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Faults()
    {
        foreach (var fault in base.Faults())
        {
            yield return fault;
        }

        if (Items.Count == 0 || Items[0].Epoch != 0 || Items.Zip(Items.Skip(1)).Any(pair => pair.First.Epoch >= pair.Second.Epoch))
        {
            yield return "Items must start at epoch 0 and rise.";
        }

        if (Items.Any(item => !(item.Multiplier > 0)))
        {
            yield return "The multipliers of Items must be above 0.";
        }
    }

    /// <summary>Equal when all items are.</summary>
    public bool Equals(LsrDecay? other) => other is not null && base.Equals(other) && Items.SequenceEqual(other.Items);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Items.Count);

    /// <summary>With the items themselves: the model file records what the schedule prints.</summary>
    protected override bool PrintMembers(StringBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (base.PrintMembers(builder)) builder.Append(", ");
        builder.Append(CultureInfo.InvariantCulture, $"Items = [{string.Join(", ", Items.Select(item => string.Create(CultureInfo.InvariantCulture, $"({item.Epoch}, {item.Multiplier})")))}]");
        return true;
    }
}
