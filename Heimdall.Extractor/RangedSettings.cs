using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Heimdall.Extractor;

/// <summary>Reads the settings of one section, each with its range. A value outside it stops the start.</summary>
internal sealed class RangedSettings(IConfiguration configuration, string section)
{
    /// <exception cref="SettingException">The value is no number or out of its range.</exception>
    public int Number(string name, int defaultValue, int min, int max)
    {
        var text = configuration[$"{section}:{name}"];
        if (string.IsNullOrWhiteSpace(text))
        {
            return defaultValue;
        }

        return int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw new SettingException(Key(name), text, $"a whole number from {min} to {max}");
    }

    /// <summary>A share, 0…1.</summary>
    /// <exception cref="SettingException">The value is no number or out of its range.</exception>
    public double Share(string name, double defaultValue)
    {
        var text = configuration[$"{section}:{name}"];
        if (string.IsNullOrWhiteSpace(text))
        {
            return defaultValue;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1
            ? value
            : throw new SettingException(Key(name), text, "a number from 0 to 1");
    }

    /// <summary>A duration, written as <c>00:05:00</c> or as whole seconds.</summary>
    /// <exception cref="SettingException">The value is no duration or out of its range.</exception>
    public TimeSpan Duration(string name, TimeSpan defaultValue, TimeSpan min, TimeSpan max)
    {
        var text = configuration[$"{section}:{name}"];
        if (string.IsNullOrWhiteSpace(text))
        {
            return defaultValue;
        }

        return TryParse(text, out var value) && value >= min && value <= max
            ? value
            : throw new SettingException(Key(name), text, $"a duration from {min:c} to {max:c}");
    }

    /// <summary>One or more of the known names, separated by commas.</summary>
    /// <returns>Each of them once, in the order in which they are known.</returns>
    /// <exception cref="SettingException">The value has another name.</exception>
    public string Names(string name, string defaultValue, IReadOnlyList<string> known)
    {
        var text = configuration[$"{section}:{name}"];
        if (string.IsNullOrWhiteSpace(text))
        {
            return defaultValue;
        }

        var asked = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return asked.Length > 0 && asked.All(one => known.Contains(one, StringComparer.Ordinal))
            ? string.Join(',', known.Where(one => asked.Contains(one, StringComparer.Ordinal)))
            : throw new SettingException(Key(name), text, $"one or more of {string.Join(", ", known)}, with commas between them");
    }

    /// <exception cref="SettingException">The value is neither true nor false.</exception>
    public bool Flag(string name, bool defaultValue)
    {
        var text = configuration[$"{section}:{name}"];
        if (string.IsNullOrWhiteSpace(text))
        {
            return defaultValue;
        }

        return bool.TryParse(text, out var value) ? value : throw new SettingException(Key(name), text, "true or false");
    }

    // TimeSpan takes a bare number for days; nobody who writes 300 means ten months.
    private static bool TryParse(string text, out TimeSpan value)
    {
        if (uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            value = TimeSpan.FromSeconds(seconds);
            return true;
        }

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value);
    }

    private string Key(string name) => $"{section}:{name}".Replace(":", "__", StringComparison.Ordinal);
}

/// <summary>A setting is missing or has a value that it must not have: the worker does not start.</summary>
internal sealed class SettingException(string key, string value, string range, Exception? inner = null)
    : Exception($"The setting {key} is '{value}'; it must be {range}.", inner);
