using System.Numerics;
using MLPipeline.Execution;
using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Training;

/// <summary>
/// An exponential moving average of all values of a network, running statistics too: <c>a += (1 - d) · (w - a)</c> after every step. The decay d
/// begins low, <c>min(decay, (1 + step) / (10 + step))</c> as in TensorFlow, so that the first weights are forgotten soon.
/// </summary>
internal sealed unsafe class MovingAverage : IDisposable
{
    private readonly double _decay;
    private readonly WorkTeam _team;
    private readonly FollowPass _follow;
    private readonly ExchangePass _exchange;

    /// <summary>An average that begins with the network's values.</summary>
    public MovingAverage(double decay, ParameterMemory parameters, WorkTeam team)
    {
        _decay = decay;
        _team = team;
        Memory = new AlignedMemory(parameters.Values.Length);
        _follow = new FollowPass(Memory, parameters.Values);
        _exchange = new ExchangePass(Memory, parameters.Values);
        MemoryCopy.Copy(parameters.Values, Memory);
    }

    /// <summary>The average, laid out as the network's values are.</summary>
    public AlignedMemory Memory { get; }

    /// <summary>Follows the values after a step.</summary>
    /// <param name="step">Steps made, from 1.</param>
    public void Follow(long step)
    {
        _follow.Rest = (float)(1 - Math.Min(_decay, (1.0 + step) / (10.0 + step)));
        _team.Run(_follow);
    }

    /// <summary>Puts the average into the network and the network's values here; called again, puts everything back.</summary>
    public void Exchange() => _team.Run(_exchange);

    public void Dispose() => Memory.Dispose();

    private sealed class FollowPass(AlignedMemory average, AlignedMemory values) : MemoryPass(average, values)
    {
        public float Rest { get; set; }

        protected override void Execute(float* first, float* second, int length)
        {
            var rest = new Vector<float>(Rest);
            for (var i = 0; i < length; i += Vector<float>.Count)
            {
                var a = Vector.Load(first + i);
                (a + (rest * (Vector.Load(second + i) - a))).Store(first + i);
            }
        }
    }

    private sealed class ExchangePass(AlignedMemory average, AlignedMemory values) : MemoryPass(average, values)
    {
        protected override void Execute(float* first, float* second, int length)
        {
            for (var i = 0; i < length; i += Vector<float>.Count)
            {
                var a = Vector.Load(first + i);
                Vector.Load(second + i).Store(first + i);
                a.Store(second + i);
            }
        }
    }
}
