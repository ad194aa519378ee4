using System.Globalization;
using System.Text;

namespace Heimdall.Api.Downloads;

/// <summary>
/// Rows of a table as RFC 4180 has them: commas, CRLF, quotes where a cell needs them. Texts that a spreadsheet would run as a formula begin
/// with an apostrophe, which it takes for "this is text"; numbers are written as numbers.
/// </summary>
internal sealed class CsvText
{
    private const string NeedsQuotes = ",\"\r\n";
    private const string StartsFormula = "=+-@\t\r\n";

    private readonly StringBuilder _text = new();
    private bool _isRowEmpty = true;

    public int Length => _text.Length;

    public CsvText Text(string? cell)
    {
        Separate();
        if (string.IsNullOrEmpty(cell))
        {
            return this;
        }

        // Whatever blanks stand before it, some programs skip.
        var first = cell.AsSpan().TrimStart(' ');
        var guarded = !first.IsEmpty && StartsFormula.Contains(first[0], StringComparison.Ordinal) ? $"'{cell}" : cell;
        if (guarded.AsSpan().IndexOfAny(NeedsQuotes) >= 0)
        {
            _text.Append('"').Append(guarded.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        }
        else
        {
            _text.Append(guarded);
        }

        return this;
    }

    public CsvText Number<T>(T? cell)
        where T : struct, ISpanFormattable
    {
        Separate();
        if (cell is { } number)
        {
            _text.Append(CultureInfo.InvariantCulture, $"{number}");
        }

        return this;
    }

    public CsvText EndRow()
    {
        _text.Append("\r\n");
        _isRowEmpty = true;
        return this;
    }

    /// <summary>What was written since the last time.</summary>
    public string Take()
    {
        var text = _text.ToString();
        _text.Clear();
        return text;
    }

    private void Separate()
    {
        if (!_isRowEmpty)
        {
            _text.Append(',');
        }

        _isRowEmpty = false;
    }
}
