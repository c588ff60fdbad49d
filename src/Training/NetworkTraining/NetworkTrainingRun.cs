using System.Globalization;
using MLPipeline.Execution;

namespace MLPipeline.Training;

/// <summary>One run of network training: everything that changes lives here, and a checkpoint has all of it that matters.</summary>
internal sealed class NetworkTrainingRun : IDisposable
{
    private readonly NetworkTrainingOptions _options;
    private readonly ITrainableNetwork _network;
    private readonly EpochBatches _batches;
    private readonly NetworkEvaluation? _validation;
    private readonly ParameterOptimizer _optimizer;
    private readonly GradientNorm? _norm;
    private readonly GradientAccumulator? _accumulator;
    private readonly MovingAverage? _average;
    private readonly KeptParameters _kept;
    private readonly RunCheckpoints? _checkpoints;
    private readonly Action<NetworkTrainingEvent> _raise;
    private readonly TimeProvider _time;
    private readonly PhaseClock _clock;
    private readonly EpochClock _epochClock;
    private readonly EpochTally _tally;
    private readonly List<NetworkEpoch> _history = [];
    private readonly int[] _classImages;
    private readonly int _stepsPerEpoch;
    private int _epoch;
    private int _step;
    private bool _endIsSaved;

    public NetworkTrainingRun(
        NetworkTrainingOptions options,
        ITrainableNetwork network,
        TrainingImages train,
        TrainingImages? validation,
        CheckpointOptions? checkpoints,
        Action<NetworkTrainingEvent> raise,
        TimeProvider time)
    {
        var (parameters, team) = (network.Parameters, network.Team);
        _options = options;
        _network = network;
        _raise = raise;
        _time = time;
        _clock = new PhaseClock(time);
        _epochClock = new EpochClock(time, _clock);
        _tally = new EpochTally(network.Classes);
        _batches = new EpochBatches(
            network, train, new TargetRows(network.Classes, options.LabelSmoothing, options.Balance ? TargetRows.BalancedWeights(train.Pixels) : null), options.Seed);
        _classImages = new int[network.Classes];
        for (var i = 0; i < train.Pixels.Count; i++) _classImages[train.Pixels.LabelOf(i)]++;
        _stepsPerEpoch = (_batches.Count + options.BatchesPerStep - 1) / options.BatchesPerStep;
        _validation = validation is null ? null : new NetworkEvaluation(network, validation);
        _optimizer = options.Optimizer.CreateFor(parameters, team, options.ParameterRates);
        _norm = options.ClipNorm is null ? null : new GradientNorm(parameters, team, ParameterRange.Of(parameters, options.ParameterRates));
        _accumulator = options.BatchesPerStep == 1 ? null : new GradientAccumulator(parameters, team);
        _average = options.MovingAverageDecay is { } decay ? new MovingAverage(decay, parameters, team) : null;
        _kept = new KeptParameters(options, parameters, validation is not null);
        _checkpoints = checkpoints is null ? null : new RunCheckpoints(checkpoints, RunIdentity.Of(checkpoints.Network, options, network, train, validation), time);
    }

    /// <summary>Memory beside the network's own.</summary>
    private long StateBytes => _optimizer.StateBytes
        + (_accumulator is null ? 0 : _network.Parameters.TrainedLength * sizeof(float))
        + ((_average?.Memory.Length ?? 0) + (_kept.Values?.Length ?? 0)) * sizeof(float);

    private bool IsDone => _epoch >= _options.Epochs || _kept.ShouldStop;

    public NetworkTrainingResult Run(CancellationToken endAfterEpoch, CancellationToken cancellation)
    {
        if (!Resume()) MeasureStart(endAfterEpoch, cancellation);
        _raise(Started());
        while (!IsDone && !(_step == 0 && endAfterEpoch.IsCancellationRequested) && TrainEpoch(endAfterEpoch, cancellation)) FinishEpoch();

        var cancelled = !IsDone && (endAfterEpoch.IsCancellationRequested || cancellation.IsCancellationRequested);
        if (cancelled && _step > 0) Save();
        if (_history.Count == 0) throw new OperationCanceledException("Training was cancelled before its first epoch was done; there is no model.", cancellation);
        var bestEpoch = UseBestParameters();
        _clock.Enter(RunPhase.Other);
        return new NetworkTrainingResult(_history, bestEpoch, _clock.Timings, cancelled) { Start = _kept.Start };
    }

    /// <summary>Steps alone, through as many epochs as it takes.</summary>
    /// <param name="goesOn">Asked before a step, at an epoch's start twice.</param>
    public void RunSteps(Func<bool> goesOn)
    {
        for (; goesOn(); _epoch++)
        {
            _batches.Begin(_epoch);
            for (_step = 0; _step < _stepsPerEpoch && goesOn(); _step++) Step();
        }
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _accumulator?.Dispose();
        _average?.Dispose();
        _kept.Dispose();
    }

    private NetworkTrainingEvent.Started Started() => new(_batches.ImageCount, _validation?.ImageCount ?? 0, _stepsPerEpoch, _network.PlannedBytes + StateBytes)
    {
        ResidentBytes = Environment.WorkingSet,
        ClassImages = _classImages,
        TrainedNumbers = _network.Parameters.Slots.Where(slot => slot.Kind != ParameterKind.Statistic).Sum(slot => slot.Count),
        Start = _kept.Start,
        History = [.. _history],
    };

    /// <summary>
    /// Measures what training begins with, which is kept where no epoch is better. Cancelling ends it at once: there is nothing to save.
    /// </summary>
    private void MeasureStart(CancellationToken endAfterEpoch, CancellationToken cancellation)
    {
        if (_validation is null || !_kept.WantsStart) return;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(endAfterEpoch, cancellation);
        _clock.Enter(RunPhase.Evaluation);
        var start = _validation.Run(either.Token).Metrics; // of the parameters, which their average equals before the first step
        _clock.Enter(RunPhase.Other);
        _kept.Save();
        _kept.Begin(start);
        _epochClock.Begin(); // the first epoch begins here
    }

    /// <summary>The rest of the current epoch; false when cancelled on the way.</summary>
    private bool TrainEpoch(CancellationToken endAfterEpoch, CancellationToken cancellation)
    {
        _batches.Begin(_epoch);
        while (_step < _stepsPerEpoch)
        {
            if (cancellation.IsCancellationRequested) return false;
            Step();
            _step++;
            var isDue = _checkpoints?.IsDue == true;
            if (!_endIsSaved && endAfterEpoch.IsCancellationRequested) isDue = _endIsSaved = true;
            if (isDue && _step < _stepsPerEpoch) Save();
        }

        return true;
    }

    private void Step()
    {
        var start = _time.GetTimestamp();
        var position = Position(_step);
        var rate = _options.LearningRateScheduler.RateAt(_options.LearningRate, position);
        var firstBatch = _step * _options.BatchesPerStep;
        var batches = Math.Min(_options.BatchesPerStep, _batches.Count - firstBatch);
        var images = 0;
        double loss = 0;
        for (var i = 0; i < batches; i++)
        {
            _clock.Enter(RunPhase.Preparation);
            var labels = _batches.Load(firstBatch + i);
            _clock.Enter(RunPhase.Computation);
            var batchLoss = _network.Step(RandomSeed.Of(_options.Seed, RandomUse.Dropout, _epoch, firstBatch + i));
            if (!float.IsFinite(batchLoss)) throw Diverged(string.Create(CultureInfo.InvariantCulture, $"The loss is {batchLoss}"), position, rate);
            _tally.Add(labels, _network.Probabilities, (double)batchLoss * labels.Length);
            _accumulator?.Add(first: i == 0, last: i == batches - 1);
            images += labels.Length;
            loss += batchLoss;
        }

        _epochClock.Add(images);
        _clock.Enter(RunPhase.Update);
        var norm = Update(position, rate, 1.0 / batches);
        _clock.Enter(RunPhase.Other);
        _raise(new NetworkTrainingEvent.StepDone(
            _epoch, _step, _stepsPerEpoch, loss / batches, rate, norm, images / Math.Max(1e-9, _time.GetElapsedTime(start).TotalSeconds)));
    }

    /// <summary>Changes the parameters by the gradients times <paramref name="factor"/>.</summary>
    /// <returns>The gradients' norm, if it was computed.</returns>
    private double? Update(SchedulePosition position, double rate, double factor)
    {
        var norm = _norm?.Compute() * factor;
        if (norm is { } length)
        {
            if (!double.IsFinite(length)) throw Diverged("A gradient is infinite or not a number", position, rate);
            factor *= GradientClipping.Factor(length, _options.ClipNorm!.Value);
        }

        if (!_optimizer.Step(rate, _options.LearningRateScheduler.MomentumAt(position), factor)) throw Diverged("A gradient is infinite or not a number", position, rate);
        _average?.Follow(_optimizer.Steps);
        return norm;
    }

    private void FinishEpoch()
    {
        _clock.Enter(RunPhase.Evaluation);
        var isBest = true; // without validation the last epoch counts
        EpochTally? validation = null;
        if (_validation is not null)
        {
            _average?.Exchange();
            validation = _validation.Run();
            isBest = _kept.Add(_epoch, validation.Metrics);
            if (isBest) _kept.Save();
            _average?.Exchange();
        }

        _clock.Enter(RunPhase.Other);
        var figures = Figures(validation, isBest || _kept.Values is null);
        _history.Add(figures);
        _tally.Clear();
        _epoch++;
        _step = 0;
        _epochClock.Begin();
        Save();
        _raise(new NetworkTrainingEvent.EpochDone(figures, _clock.Timings));
    }

    private NetworkEpoch Figures(EpochTally? validation, bool isBest)
    {
        var position = Position(_stepsPerEpoch - 1);
        var rate = _options.LearningRateScheduler.RateAt(_options.LearningRate, position);
        return new NetworkEpoch(_epoch, _options.Epochs, _tally.Metrics, validation?.Metrics, (validation ?? _tally).ClassAccuracies, rate, isBest)
        {
            Answers = (validation ?? _tally).Answers,
            HighestBatchLoss = _tally.HighestBatchLoss,
            Momentum = _options.Optimizer.MomentumOf(_options.LearningRateScheduler.MomentumAt(position)),
            Duration = _epochClock.Elapsed,
            ImagesPerSecond = _epochClock.ImagesPerSecond,
            ResidentBytes = Environment.WorkingSet,
            FinishedAt = _time.GetUtcNow(),
        };
    }

    /// <summary>Puts the parameters to keep into the network.</summary>
    /// <returns>Their epoch, or <see cref="BestEpoch.Start"/>.</returns>
    private int UseBestParameters()
    {
        if (_kept.Restore() is { } epoch) return epoch;
        _average?.Exchange();
        return _history.Count - 1;
    }

    /// <summary>Goes on where the checkpoint was made.</summary>
    /// <returns>Whether there is one.</returns>
    private bool Resume()
    {
        if (_checkpoints?.Read(Memories()) is not { } state) return false;
        _epoch = state.Epoch;
        _step = state.Step;
        _optimizer.Steps = state.OptimizerSteps;
        _tally.State = state.Tally;
        _epochClock.Begin(state.EpochTime);
        if (state.Start is { } start) _kept.Begin(start);
        _history.AddRange(state.History);
        foreach (var epoch in state.History)
        {
            if (epoch.Validation is { } metrics) _kept.Add(epoch.Epoch, metrics);
        }

        _raise(new NetworkTrainingEvent.Resumed(_checkpoints.Path, _epoch, _step));
        return true;
    }

    private void Save()
    {
        if (_checkpoints is null) return;
        _clock.Enter(RunPhase.Saving);
        _checkpoints.Write(new RunState(_epoch, _step, _optimizer.Steps, _tally.State, _epochClock.Elapsed, _kept.Start, _history), Memories());
        _clock.Enter(RunPhase.Other);
        _raise(new NetworkTrainingEvent.CheckpointSaved(_checkpoints.Path, _epoch, _step));
    }

    /// <summary>Everything in native memory that a continued run needs, by name.</summary>
    private List<CheckpointMemory> Memories()
    {
        List<CheckpointMemory> memories = [new("values", _network.Parameters.Values)];
        memories.AddRange(_optimizer.State.Select((memory, i) => new CheckpointMemory($"optimizer {i}", memory)));
        if (_average is not null) memories.Add(new("average", _average.Memory));
        if (_kept.Values is { } best) memories.Add(new("best values", best));
        return memories;
    }

    private SchedulePosition Position(int step) =>
        new(((long)_epoch * _stepsPerEpoch) + step, _stepsPerEpoch, _options.Epochs, _network.BatchSize * _options.BatchesPerStep);

    private TrainingDivergedException Diverged(string what, SchedulePosition position, double rate) =>
        Divergence.At(_network, what, _epoch, position.Step, rate, _options.ClipNorm is not null);
}
