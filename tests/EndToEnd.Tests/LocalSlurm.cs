using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MLPipeline.EndToEnd.Tests;

/// <summary>
/// A Slurm of one node on this machine, which only root can start (Debian: slurm-wlm, munge). Its configuration, state and logs are
/// in a folder of the test; disposing it ends its daemons, and munge's if it was not running before.
/// </summary>
internal sealed class LocalSlurm : IDisposable
{
    private readonly string _folder;
    private readonly string _node = Dns.GetHostName().Split('.')[0];
    private bool _ownsMunge;

    private LocalSlurm(string folder) => _folder = folder;

    private string Configuration => Path.Combine(_folder, "slurm.conf");

    public static async Task<LocalSlurm> StartAsync(string folder)
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "starts daemons of Slurm, as root");
        Skip.IfNot(new[] { "slurmctld", "slurmd", "munged" }.All(name => File.Exists("/usr/sbin/" + name)), "needs slurm-wlm and munge");
        var slurm = new LocalSlurm(folder);
        try
        {
            await slurm.StartMungeAsync();
            slurm.Configure();
            (await slurm.Call("/usr/sbin/slurmctld", "-f", slurm.Configuration).RunAsync()).Expect(0);
            await slurm.StartNodeAsync();
            return slurm;
        }
        catch
        {
            slurm.Dispose();
            throw;
        }
    }

    /// <summary>Submits a batch script and gives the job's number.</summary>
    public async Task<string> SubmitAsync(IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        var call = Call("sbatch", ["--parsable", "--cpus-per-task=1", "--mem=100M", .. arguments]);
        call = call with { Environment = new Dictionary<string, string?>(call.Environment.Concat(environment)) };
        return (await call.RunAsync()).Expect(0).Results.Trim();
    }

    /// <summary>What Slurm says of a job or a task of an array.</summary>
    public async Task<string> StateAsync(string job) => (await Call("squeue", "-h", "-j", job, "-o", "%T").RunAsync()).Results.Trim();

    /// <summary>Waits until a job is neither waiting nor running.</summary>
    public async Task EndAsync(string job, TimeSpan timeout)
    {
        var start = Stopwatch.StartNew();
        while (await StateAsync(job) is { Length: > 0 } state)
        {
            if (start.Elapsed > timeout || state.Contains("FAILED", StringComparison.Ordinal))
            {
                var details = (await Call("scontrol", "show", "job", job).RunAsync()).Results;
                throw new TimeoutException($"Job {job} is {state} after {start.Elapsed}: {details}");
            }

            await Task.Delay(300);
        }
    }

    /// <summary>The processes of a task vanish, as on a node that dies, and its scheduler is told.</summary>
    /// <param name="task"><c>JOB_TASK</c>.</param>
    public async Task KillTaskAsync(string task)
    {
        var number = (await Call("squeue", "-h", "-j", task, "-o", "%A").RunAsync()).Expect(0).Results.Trim();
        Kill(process => process.Command.StartsWith($"slurmstepd: [{number}.", StringComparison.Ordinal)
            || (IsOfJob(process) && process.Environment.Contains($"SLURM_JOB_ID={number}")));
        (await Call("scontrol", "requeue", task).RunAsync()).Expect(0);
    }

    /// <summary>Everything that runs on the node vanishes, the node's daemon too.</summary>
    public async Task KillNodeAsync()
    {
        Kill(process => IsDaemon(process, "slurmd")
            || IsOfJob(process)
            || process.Command.StartsWith("slurmstepd: [", StringComparison.Ordinal));
        (await Call("scontrol", "update", $"NodeName={_node}", "State=DOWN", "Reason=died").RunAsync()).Expect(0);
    }

    public async Task StartNodeAsync()
    {
        (await Call("/usr/sbin/slurmd", "-f", Configuration).RunAsync()).Expect(0);
        for (var wait = 0; wait < 100; wait++)
        {
            var state = (await Call("sinfo", "-h", "-o", "%T").RunAsync()).Results.Trim();
            if (state is "idle" or "mixed" or "allocated")
            {
                return;
            }

            if (state.StartsWith("down", StringComparison.Ordinal) && wait > 3)
            {
                await Call("scontrol", "update", $"NodeName={_node}", "State=RESUME").RunAsync();
            }

            await Task.Delay(200);
        }

        throw new TimeoutException("The node does not come up:\n" + string
            .Join('\n', File.ReadAllLines(Path.Combine(_folder, "node.log")).TakeLast(20)));
    }

    public void Dispose()
    {
        if (File.Exists(Configuration))
        {
            Call("scontrol", "shutdown").RunAsync().GetAwaiter().GetResult();
            for (var wait = 0; wait < 50 && Running(process => IsDaemon(process, "slurm")).Count > 0; wait++)
            {
                Thread.Sleep(100);
            }
        }

        if (_ownsMunge)
        {
            new ProgramCall("/usr/sbin/runuser", "-u", "munge", "--", "/usr/sbin/munged", "--stop").RunAsync().GetAwaiter().GetResult();
        }
    }

    private static void Kill(Func<RunningProcess, bool> isMeant)
    {
        foreach (var process in Running(isMeant))
        {
            try
            {
                using var running = Process.GetProcessById(process.Number);
                running.Kill();
            }
            catch (ArgumentException)
            {
                // it has ended by itself
            }
        }
    }

    private static List<RunningProcess> Running(Func<RunningProcess, bool> isMeant)
    {
        var processes = new List<RunningProcess>();
        foreach (var folder in Directory.GetDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                try
                {
                    var command = File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' ');
                    var environment = File.ReadAllText(Path.Combine(folder, "environ")).Split('\0');
                    var process = new RunningProcess(number, command, [.. environment]);
                    if (isMeant(process))
                    {
                        processes.Add(process);
                    }
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException)
                {
                    // it has ended meanwhile, or is none of ours
                }
            }
        }

        return processes;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private bool IsDaemon(RunningProcess process, string name) =>
        process.Command.StartsWith("/usr/sbin/" + name, StringComparison.Ordinal)
        && process.Command.Contains(Configuration, StringComparison.Ordinal);

    /// <summary>Whether a job of this Slurm has started it: it has both variables, which the daemons and our own commands have not.</summary>
    private bool IsOfJob(RunningProcess process) =>
        process.Environment.Contains($"SLURM_CONF={Configuration}")
        && process.Environment.Any(variable => variable.StartsWith("SLURM_JOB_ID=", StringComparison.Ordinal));

    private ProgramCall Call(string program, params string[] arguments) =>
        new ProgramCall(program, arguments).With("SLURM_CONF", Configuration) with { Folder = _folder };

    private async Task StartMungeAsync()
    {
        if ((await new ProgramCall("munge", "-n").RunAsync()).ExitCode == 0)
        {
            return;
        }

        Directory.CreateDirectory("/run/munge");
        (await new ProgramCall("chown", "munge", "/run/munge").RunAsync()).Expect(0);
        var start = await new ProgramCall("/usr/sbin/runuser", "-u", "munge", "--", "/usr/sbin/munged").RunAsync();
        Skip.IfNot(start.ExitCode == 0, $"munge does not start: {start.Messages}");
        _ownsMunge = true;
    }

    private void Configure()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "state"));
        Directory.CreateDirectory(Path.Combine(_folder, "spool"));
        File.WriteAllText(Configuration, $"""
            ClusterName=test
            SlurmctldHost={_node}(127.0.0.1)
            SlurmctldPort={FreePort()}
            SlurmdPort={FreePort()}
            SlurmUser=root
            AuthInfo=cred_expire=2
            ProctrackType=proctrack/linuxproc
            TaskPlugin=task/none
            SelectType=select/cons_tres
            SelectTypeParameters=CR_CPU
            JobAcctGatherType=jobacct_gather/none
            AccountingStorageType=accounting_storage/none
            ReturnToService=2
            MpiDefault=none
            KillWait=2
            SlurmdParameters=config_overrides
            StateSaveLocation={_folder}/state
            SlurmdSpoolDir={_folder}/spool
            SlurmctldPidFile={_folder}/controller.pid
            SlurmdPidFile={_folder}/node.pid
            SlurmctldLogFile={_folder}/controller.log
            SlurmdLogFile={_folder}/node.log
            NodeName={_node} NodeAddr=127.0.0.1 CPUs=2 RealMemory=64000 State=UNKNOWN
            PartitionName=all Nodes={_node} Default=YES MaxTime=INFINITE State=UP

            """);
    }

    private sealed record RunningProcess(int Number, string Command, HashSet<string> Environment);
}
