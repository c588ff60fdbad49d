namespace MLPipeline.Terminal;

/// <summary>What schedulers say about the part that a process is to work on.</summary>
internal static class ShardEnvironment
{
    private const string SlurmTask = "SLURM_ARRAY_TASK_ID";
    private const string JobIndex = "JOB_COMPLETION_INDEX";
    private const string JobCount = "JOB_COMPLETIONS";

    public static Shard Read(Func<string, string?> environment, ICollection<string> faults)
    {
        var (isSlurm, isKubernetes) = (environment(SlurmTask) is not null, environment(JobIndex) is not null);
        if (isSlurm && isKubernetes)
        {
            faults.Add($"--shard auto: both {SlurmTask} and {JobIndex} are set; say the shard as 2/5.");
            return Shard.Whole;
        }

        if (!isSlurm && !isKubernetes)
        {
            faults.Add($"--shard auto: neither {SlurmTask} (a job array of Slurm) nor {JobIndex} (an indexed job of Kubernetes) is set.");
            return Shard.Whole;
        }

        return isSlurm ? OfSlurm(environment, faults) : OfKubernetes(environment, faults);
    }

    private static Shard OfSlurm(Func<string, string?> environment, ICollection<string> faults)
    {
        int? Value(string name) => Shard.WholeNumber(environment(name));
        var step = Value("SLURM_ARRAY_TASK_STEP") ?? 1;
        if (Value(SlurmTask) is { } task && Value("SLURM_ARRAY_TASK_MIN") is { } first && Value("SLURM_ARRAY_TASK_MAX") is { } last
            && step >= 1 && first <= task && task <= last && (task - first) % step == 0)
        {
            var count = ((last - first) / step) + 1;
            if ((Value("SLURM_ARRAY_TASK_COUNT") ?? count) == count)
            {
                return new Shard(((task - first) / step) + 1, count);
            }
        }

        var given = new[] { SlurmTask, "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_MAX", "SLURM_ARRAY_TASK_COUNT", "SLURM_ARRAY_TASK_STEP" }
            .Select(name => $"{name}={environment(name)}");
        faults.Add(
            $"--shard auto: the job array must be a range such as 1-8 or 0-14:2 ({string.Join(", ", given)}); say the shard as 2/5.");
        return Shard.Whole;
    }

    private static Shard OfKubernetes(Func<string, string?> environment, ICollection<string> faults)
    {
        if (Shard.WholeNumber(environment(JobIndex)) is { } index && Shard.WholeNumber(environment(JobCount)) is { } count && index < count)
        {
            return new Shard(index + 1, count);
        }

        faults.Add(
            $"--shard auto: {JobIndex} is '{environment(JobIndex)}' and {JobCount} is '{environment(JobCount)}'; "
                + "the second one must be the job's 'completions', which Kubernetes does not set by itself (env in the pod's template), "
                + "and the first one less than it.");
        return Shard.Whole;
    }
}
