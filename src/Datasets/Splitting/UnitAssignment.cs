namespace MLPipeline.Datasets;

/// <summary>Chooses the part of each unit; the rule is told at <see cref="DatasetSplitter.Split"/>.</summary>
internal sealed class UnitAssignment
{
    /// <summary>The test part chooses first: reported metrics matter more than early stopping.</summary>
    private static readonly SplitName[] HeldOut = [SplitName.Test, SplitName.Validation];

    private readonly SplitUnits _units;
    private readonly SplitName[] _parts; // by unit
    private readonly int[,] _wanted; // [part, class]: images
    private readonly int[,] _missing; // [part, class]: images; negative when a part has more than it wants
    private readonly int[,] _present; // [part, class]: units

    public UnitAssignment(SplitUnits units, int classes, PartFractions fractions)
    {
        _units = units;
        _parts = new SplitName[units.Count];
        Array.Fill(_parts, SplitName.Train);
        _present = new int[3, classes];
        var sizes = new int[classes];
        for (var unit = 0; unit < units.Count; unit++)
        {
            foreach (var run in units.ClassesOf(unit))
            {
                sizes[run.Class] += run.Count;
                _present[(int)SplitName.Train, run.Class]++;
            }
        }

        _wanted = new int[3, classes];
        for (var c = 0; c < classes; c++)
            (_wanted[(int)SplitName.Test, c], _wanted[(int)SplitName.Validation, c]) = Wanted(sizes[c], fractions);

        _missing = (int[,])_wanted.Clone();
    }

    /// <summary>Writes the part of every image of every unit into <paramref name="imageParts"/>, by position in the data set.</summary>
    public void Run(SplitName[] imageParts)
    {
        TakeWhatFits();
        var unitsOfClass = UnitsByClass();
        foreach (var part in HeldOut)
            TakeWhatComesClosest(part, unitsOfClass);

        foreach (var part in HeldOut)
            GiveEveryClassOne(part, unitsOfClass);

        for (var unit = 0; unit < _units.Count; unit++)
        {
            foreach (var image in _units.ImagesOf(unit))
                imageParts[image] = _parts[unit];
        }
    }

    /// <summary>Images that the held-out parts want of a class of <paramref name="size"/>.</summary>
    private static (int Test, int Validation) Wanted(int size, PartFractions fractions)
    {
        var test = Share(fractions.Test);
        var validation = Share(fractions.Validation);
        while (test + validation >= size && test + validation > 0)
        {
            if (validation >= test)
                validation--;
            else
                test--;
        }

        return (test, validation);

        int Share(double fraction) => fraction == 0 ? 0 : Math.Max(1, (int)Math.Round(fraction * size, MidpointRounding.AwayFromZero));
    }

    private void TakeWhatFits()
    {
        for (var unit = 0; unit < _units.Count; unit++)
        {
            foreach (var part in HeldOut)
            {
                if (Fits(unit, part) && CanLeave(unit))
                {
                    Move(unit, part);
                    break;
                }
            }
        }
    }

    private void TakeWhatComesClosest(SplitName part, int[][] unitsOfClass)
    {
        for (var c = 0; c < unitsOfClass.Length; c++)
        {
            while (_missing[(int)part, c] > 0 && Best(unitsOfClass[c], part, fromTrainOnly: true) is { Unit: >= 0, Gain: > 0 } best)
                Move(best.Unit, part);
        }
    }

    private void GiveEveryClassOne(SplitName part, int[][] unitsOfClass)
    {
        for (var c = 0; c < unitsOfClass.Length; c++)
        {
            if (_wanted[(int)part, c] > 0 && _present[(int)part, c] == 0 && Best(unitsOfClass[c], part, fromTrainOnly: false) is { Unit: >= 0 } best)
                Move(best.Unit, part);
        }
    }

    /// <summary>The unit that brings the counts closest to what is wanted, the first of equals; -1 when none may be moved.</summary>
    private (int Unit, int Gain) Best(int[] candidates, SplitName part, bool fromTrainOnly)
    {
        var best = (Unit: -1, Gain: int.MinValue);
        foreach (var unit in candidates)
        {
            if (_parts[unit] == part || (fromTrainOnly && _parts[unit] != SplitName.Train) || !CanLeave(unit))
                continue;

            var gain = Gain(unit, part);
            if (gain > best.Gain)
                best = (unit, gain);
        }

        return best;
    }

    /// <summary>By how many images the parts come closer to what they want, summed over the unit's classes.</summary>
    private int Gain(int unit, SplitName part)
    {
        var gain = 0;
        foreach (var run in _units.ClassesOf(unit))
        {
            var missing = _missing[(int)part, run.Class];
            gain += Math.Abs(missing) - Math.Abs(missing - run.Count);
            if (_parts[unit] != SplitName.Train)
            {
                missing = _missing[(int)_parts[unit], run.Class];
                gain += Math.Abs(missing) - Math.Abs(missing + run.Count);
            }
        }

        return gain;
    }

    private bool Fits(int unit, SplitName part)
    {
        foreach (var run in _units.ClassesOf(unit))
        {
            if (run.Count > _missing[(int)part, run.Class])
                return false;
        }

        return true;
    }

    /// <summary>No part loses its last unit of a class to another.</summary>
    private bool CanLeave(int unit)
    {
        foreach (var run in _units.ClassesOf(unit))
        {
            if (_present[(int)_parts[unit], run.Class] == 1)
                return false;
        }

        return true;
    }

    private void Move(int unit, SplitName part)
    {
        foreach (var run in _units.ClassesOf(unit))
        {
            _present[(int)_parts[unit], run.Class]--;
            _missing[(int)_parts[unit], run.Class] += run.Count;
            _present[(int)part, run.Class]++;
            _missing[(int)part, run.Class] -= run.Count;
        }

        _parts[unit] = part;
    }

    private int[][] UnitsByClass()
    {
        var units = new List<int>[_wanted.GetLength(1)];
        for (var c = 0; c < units.Length; c++)
            units[c] = [];

        for (var unit = 0; unit < _units.Count; unit++)
        {
            foreach (var run in _units.ClassesOf(unit))
                units[run.Class].Add(unit);
        }

        return [.. units.Select(list => list.ToArray())];
    }
}
