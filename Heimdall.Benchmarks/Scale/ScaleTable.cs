using System.Globalization;
using System.Text;

namespace Heimdall.Benchmarks.Scale;

/// <summary>The figures of every size side by side.</summary>
internal sealed record ScaleTable(string Machine, IReadOnlyList<ScaleColumn> Sizes)
{
    /// <summary>How much longer a median may get from the smallest to the largest size.</summary>
    public const double MostGrowth = 2;

    /// <summary>Below this, a median's growth is the clock's and the network's: a ratio of it says nothing.</summary>
    public const double LeastMs = 1;

    /// <summary>What takes longer than it may, or grows with the tables.</summary>
    public IReadOnlyList<string> Missed =>
    [
        .. Sizes[^1].Figures.Where(figure => figure.Ms.P50 > figure.TargetMs).Select(figure => $"{figure.Name}: over its target"),
        .. Sizes[^1].Figures
            .Where(figure => figure.Ms.P50 > LeastMs && figure.Ms.P50 > MostGrowth * Math.Max(LeastMs / MostGrowth, Smallest(figure.Name)))
            .Select(figure => $"{figure.Name}: grows with the tables"),
    ];

    public override string ToString()
    {
        var text = new StringBuilder().AppendLine(Machine).AppendLine();
        text.Append("| median / p95 in ms |").AppendJoin(" |", Sizes.Select(size => size.Sessions.ToString("N0", CultureInfo.InvariantCulture))).AppendLine(" |");
        text.Append("|---|").Insert(text.Length, "---|", Sizes.Count).AppendLine();
        foreach (var figure in Sizes[^1].Figures)
        {
            var cells = Sizes.Select(size => size.Figures.First(other => other.Name == figure.Name).Ms)
                .Select(ms => string.Create(CultureInfo.InvariantCulture, $" {ms.P50:0.00} / {ms.P95:0.00} |"));
            text.Append("| ").Append(figure.Name).Append(" |").AppendJoin("", cells).AppendLine();
        }

        return text.AppendLine().AppendJoin('\n', Missed.DefaultIfEmpty("Nothing misses its target.")).ToString();
    }

    private double Smallest(string name) => Sizes[0].Figures.First(figure => figure.Name == name).Ms.P50;
}

/// <summary>The figures at one size of the tables.</summary>
internal sealed record ScaleColumn(int Sessions, IReadOnlyList<ScaleFigure> Figures);
