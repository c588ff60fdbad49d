using MLPipeline.Execution.Compilation;

namespace MLPipeline.Execution.Tests;

public sealed class MemoryPlanTests
{
    [Fact]
    public void Make_RandomOperations_NoTwoTensorsThatAreNeededTogetherOverlap()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var (operations, tensors) = RandomOperations(new Random(seed));
            var total = MemoryPlan.Make(operations);
            for (var i = 0; i < operations.Count; i++)
            {
                var now = i;
                var living = tensors.Where(tensor => tensor.FirstUse <= now && tensor.LastUse >= now).OrderBy(tensor => tensor.Offset).ToArray();
                foreach (var (one, other) in living.Zip(living.Skip(1)))
                {
                    if (one.Offset + one.Length <= other.Offset) continue;
                    var pair = new[] { one, other };
                    Assert.True(
                        operations[i].InPlace.Any(allowed => pair.Contains(allowed.Result) && pair.Contains(allowed.Operand) && allowed.Operand.LastUse == now && allowed.Result.FirstUse == now && one.Offset == other.Offset),
                        $"seed {seed}, operation {i}: {one.Name} and {other.Name}");
                }

                Assert.All(living, tensor => Assert.InRange(tensor.Offset + tensor.Length, 1, total));
            }

            // Never more than everything side by side, never less than what is needed at once.
            Assert.InRange(total, 1, tensors.Sum(tensor => tensor.Length));
        }
    }

    [Fact]
    public void Make_AChainInPlace_NeedsOneTensor()
    {
        TensorSlot[] tensors = [.. Enumerable.Range(0, 5).Select(i => TensorSlot.Planned($"t{i}", 64))];
        var operations = tensors.Select((tensor, i) => Step(i == 0 ? [] : [tensors[i - 1]], [tensor])).ToArray();
        for (var i = 1; i < 5; i++) operations[i].InPlace.Add((tensors[i], tensors[i - 1]));
        Assert.Equal(64, MemoryPlan.Make(operations));
        Assert.All(tensors, tensor => Assert.Equal(0, tensor.Offset));
    }

    private static (List<Operation> Operations, List<TensorSlot> Tensors) RandomOperations(Random random)
    {
        var (operations, tensors) = (new List<Operation>(), new List<TensorSlot>());
        for (var i = 0; i < 30; i++)
        {
            TensorSlot[] reads = [.. tensors.Where(_ => random.Next(8) == 0)];
            TensorSlot[] writes = [.. Enumerable.Range(0, 1 + random.Next(3)).Select(j => TensorSlot.Planned($"t{i}.{j}", 16 * (1 + random.Next(4))))];
            var operation = Step(reads, writes);
            foreach (var result in writes)
            {
                foreach (var operand in reads.Where(_ => random.Next(2) == 0)) operation.InPlace.Add((result, operand));
            }

            operations.Add(operation);
            tensors.AddRange(writes);
        }

        return (operations, tensors);
    }

    private static Operation Step(IReadOnlyList<TensorSlot> reads, IReadOnlyList<TensorSlot> writes) => new("step", reads, writes) { Bind = () => { }, Run = _ => { } };
}
