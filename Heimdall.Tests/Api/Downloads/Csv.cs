using System.Text;

namespace Heimdall.Tests.Api.Downloads;

/// <summary>Reads a table as RFC 4180 describes it.</summary>
internal static class Csv
{
    public static IReadOnlyList<IReadOnlyList<string>> Parse(string text)
    {
        var rows = new List<IReadOnlyList<string>>();
        var row = new List<string>();
        var cell = new StringBuilder();
        var isQuoted = false;
        for (var at = 0; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '"' when isQuoted && at + 1 < text.Length && text[at + 1] == '"':
                    cell.Append('"');
                    at++;
                    break;
                case '"':
                    isQuoted = !isQuoted;
                    break;
                case ',' when !isQuoted:
                    EndCell();
                    break;
                case '\r' when !isQuoted:
                    Assert.Equal('\n', text[++at]);
                    EndCell();
                    rows.Add(row);
                    row = [];
                    break;
                default:
                    cell.Append(text[at]);
                    break;
            }
        }

        Assert.False(isQuoted);
        Assert.Empty(row);
        return rows;

        void EndCell()
        {
            row.Add(cell.ToString());
            cell.Clear();
        }
    }
}
