using System.Text;

namespace Heimdall.ServiceDefaults.Telemetry.Prometheus;

/// <summary>Names as Prometheus writes them: <c>heimdall.job.pickup.duration</c> in <c>s</c> is <c>heimdall_job_pickup_duration_seconds</c>.</summary>
internal static class PrometheusName
{
    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
        ["s"] = "seconds",
        ["ms"] = "milliseconds",
        ["us"] = "microseconds",
        ["ns"] = "nanoseconds",
        ["min"] = "minutes",
        ["h"] = "hours",
        ["By"] = "bytes",
        ["Hz"] = "hertz",
        ["%"] = "percent",
    };

    /// <summary>A metric's name, with its unit and, for counters, <c>_total</c> at the end.</summary>
    /// <param name="name">As the instrument has it.</param>
    /// <param name="unit">In UCUM; what is in braces, and <c>1</c>, is no unit.</param>
    /// <param name="isCounter">True where it only grows.</param>
    public static string Of(string name, string unit, bool isCounter)
    {
        var plain = Sanitized(name, allowsColon: true);
        var suffix = UnitOf(unit);
        if (suffix.Length > 0 && !plain.EndsWith($"_{suffix}", StringComparison.Ordinal))
        {
            plain = $"{plain}_{suffix}";
        }

        return isCounter && !plain.EndsWith("_total", StringComparison.Ordinal) ? $"{plain}_total" : plain;
    }

    public static string OfLabel(string key) => Sanitized(key, allowsColon: false);

    public static string EscapeHelp(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    public static string EscapeLabelValue(string text) => EscapeHelp(text).Replace("\"", "\\\"", StringComparison.Ordinal);

    // "By/s" is bytes_per_second.
    private static string UnitOf(string unit)
    {
        var parts = unit.Split('/', 2);
        var suffix = Word(parts[0]);
        return parts.Length == 2 && Word(parts[1]).TrimEnd('s') is { Length: > 0 } per ? $"{suffix}_per_{per}".TrimStart('_') : suffix;
    }

    private static string Word(string unit) =>
        unit is "" or "1" || unit.StartsWith('{') ? "" : Units.GetValueOrDefault(unit) ?? Sanitized(unit, allowsColon: false).Trim('_');

    private static string Sanitized(string name, bool allowsColon)
    {
        var text = new StringBuilder(name.Length + 1);
        foreach (var letter in name)
        {
            var fits = char.IsAsciiLetterOrDigit(letter) || letter == '_' || (allowsColon && letter == ':');
            if (text.Length == 0 && char.IsAsciiDigit(letter))
            {
                text.Append('_');
            }

            text.Append(fits ? letter : '_');
        }

        return text.Length == 0 ? "_" : text.ToString();
    }
}
