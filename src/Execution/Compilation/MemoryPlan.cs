namespace MLPipeline.Execution.Compilation;

/// <summary>
/// Gives every planned tensor its place, so that tensors share memory when one is done before the other begins. Places are taken in the order of the
/// operations, each the lowest gap that is large enough.
/// </summary>
internal static class MemoryPlan
{
    /// <summary>Sets the offsets; returns the floats that are needed.</summary>
    public static long Make(IReadOnlyList<Operation> operations)
    {
        Measure(operations);
        var living = new List<Place>(); // in order of their offsets
        var total = 0L;
        for (var i = 0; i < operations.Count; i++)
        {
            foreach (var slot in operations[i].Writes.Distinct().Where(slot => slot.IsPlanned && slot.FirstUse == i))
            {
                var place = TakeOver(operations[i], slot, living, i) ?? Allocate(slot, living);
                slot.Offset = place.Offset;
                total = Math.Max(total, place.Offset + place.Length);
            }

            living.RemoveAll(place => place.Slot.LastUse <= i);
        }

        return total;
    }

    private static void Measure(IReadOnlyList<Operation> operations)
    {
        for (var i = 0; i < operations.Count; i++)
        {
            foreach (var slot in operations[i].Reads.Concat(operations[i].Writes)) slot.Use(i);
        }
    }

    private static Place? TakeOver(Operation operation, TensorSlot result, List<Place> living, int now)
    {
        foreach (var (candidate, operand) in operation.InPlace)
        {
            if (candidate != result || !operand.IsPlanned || operand.LastUse != now || operand.Length != result.Length) continue;
            var index = living.FindIndex(place => place.Slot == operand);
            if (index < 0) continue;
            return living[index] = living[index] with { Slot = result };
        }

        return null;
    }

    private static Place Allocate(TensorSlot slot, List<Place> living)
    {
        var offset = 0L;
        var index = 0;
        for (; index < living.Count && living[index].Offset - offset < slot.Length; index++) offset = living[index].Offset + living[index].Length;
        var place = new Place(slot, offset, slot.Length);
        living.Insert(index, place);
        return place;
    }

    private readonly record struct Place(TensorSlot Slot, long Offset, long Length);
}
