using System.Text;

namespace MLPipeline.Datasets;

/// <summary>A data set cannot be used as it is. Carries everything that was found wrong with it, not just the first fault.</summary>
public sealed class DatasetException : Exception
{
    private const int ListedPerKind = 20;

    /// <param name="faults">At least one.</param>
    public DatasetException(IEnumerable<DatasetFault> faults) : this([.. faults])
    {
    }

    /// <inheritdoc cref="DatasetException(IEnumerable{DatasetFault})"/>
    public DatasetException(params DatasetFault[] faults) : base(Describe(faults)) => Faults = faults;

    /// <value>All faults, in the order they were found.</value>
    public IReadOnlyList<DatasetFault> Faults { get; }

    internal static void ThrowIfAny(IReadOnlyCollection<DatasetFault> faults)
    {
        if (faults.Count > 0)
            throw new DatasetException(faults);
    }

    /// <summary>A thousand missing files must not bury the one wrong option: each kind lists its first twenty.</summary>
    private static string Describe(DatasetFault[] faults)
    {
        if (faults.Length == 1)
            return faults[0].ToString();

        var message = new StringBuilder("The data set has ").Append(faults.Length).Append(" faults:");
        foreach (var kind in faults.GroupBy(fault => fault.Kind))
        {
            foreach (var fault in kind.Take(ListedPerKind))
                message.Append('\n').Append("  ").Append(fault);

            if (kind.Count() > ListedPerKind)
                message.Append('\n').Append("  … and ").Append(kind.Count() - ListedPerKind).Append(" more of this kind");
        }

        return message.ToString();
    }
}
