using System.Globalization;

namespace MLPipeline.Training;

/// <summary>The values behind an item's name. Faults are collected, not thrown: a message lists all of them.</summary>
internal sealed class AugmentationValues(string item, string[] texts, ICollection<string> faults)
{
    public double Number(int position, double missing)
    {
        if (position >= texts.Length)
        {
            return missing;
        }

        if (double.TryParse(texts[position], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value))
        {
            return value;
        }

        faults.Add($"'{texts[position]}' in '{item}' is not a number.");
        return missing;
    }

    public int Integer(int position, int missing)
    {
        if (position >= texts.Length)
        {
            return missing;
        }

        if (int.TryParse(texts[position], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            return value;
        }

        faults.Add($"'{texts[position]}' in '{item}' is not a whole number.");
        return missing;
    }

    /// <summary>Whether the word is there, in a place where no other may be.</summary>
    public bool Word(int position, string word)
    {
        if (position >= texts.Length || texts[position] == word)
        {
            return position < texts.Length;
        }

        faults.Add($"'{texts[position]}' in '{item}' is not '{word}'.");
        return false;
    }
}
