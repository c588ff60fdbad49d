namespace MLPipeline.Attack.Tests;

/// <summary>Sends damaged files to a target, one after the other, and counts what it says.</summary>
internal sealed class AttackRun(string[] target, IReadOnlyList<(string Name, byte[] Bytes)> files)
{
    /// <summary>No file may take longer. A busy machine gets a second try.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Answers by their first word.</summary>
    public SortedDictionary<string, int> Answers { get; } = new(StringComparer.Ordinal);

    /// <summary>Files that killed the target, held it up, or surprised it.</summary>
    public List<string> Findings { get; } = [];

    /// <summary>Memory of the target after a quarter of the files and after the last one.</summary>
    public (long Early, long Late) Memory { get; private set; }

    /// <summary>Makes the attack.</summary>
    /// <param name="count">How many files.</param>
    /// <param name="mustNotScore">Whether no score can be right.</param>
    public void Go(int count, Func<Mutation, bool>? mustNotScore = null)
    {
        var process = new AttackedProcess(target);
        try
        {
            var early = 0L;
            for (var number = 0; number < count; number++)
            {
                var mutation = Mutation.Make(number, files);
                var answer = process.Answer(mutation.Bytes, Patience, out var end);
                if (answer is null)
                {
                    process.Dispose();
                    process = new AttackedProcess(target);
                    answer = process.Answer(mutation.Bytes, Patience, out end);
                    if (answer is null)
                    {
                        process.Dispose();
                        process = new AttackedProcess(target);
                    }
                }

                Judge(mutation, answer, end, mustNotScore);
                if (number == count / 4) early = process.Memory();
            }

            Memory = (early, process.Memory());
        }
        finally
        {
            process.Dispose();
        }
    }

    public override string ToString() =>
        $"{string.Join(", ", Answers.Select(answer => $"{answer.Value} {answer.Key}"))}; memory {Memory.Early >> 20} to {Memory.Late >> 20} MiB"
        + string.Concat(Findings.Select(finding => $"\n{finding}"));

    private void Judge(Mutation mutation, string? answer, string end, Func<Mutation, bool>? mustNotScore)
    {
        var word = answer is null ? "no answer" : answer.StartsWith("unexpected", StringComparison.Ordinal) ? "unexpected" : answer;
        Answers[word] = Answers.GetValueOrDefault(word) + 1;
        var finding = answer is null ? end
            : word == "unexpected" ? answer
            : word == "score" && mustNotScore?.Invoke(mutation) == true ? "a score, though it cannot be decoded"
            : null;
        if (finding is not null) Findings.Add($"{mutation}: {finding}");
    }
}
