using Spectre.Console;

namespace Heimdall.LocalHosting.Terminal;

/// <summary>What the operator sees: every line under the name of the resource that said it.</summary>
/// <param name="terminal">Where lines go; colours only where it shows them.</param>
/// <param name="quiet">True writes nothing.</param>
internal sealed class EngineConsole(IAnsiConsole terminal, bool quiet)
{
    private const string EngineName = "engine";
    private const int MinNameWidth = 10;
    private static readonly Color[] Palette = [Color.Aqua, Color.Green, Color.Yellow, Color.Fuchsia, Color.SkyBlue1, Color.Orange1, Color.SpringGreen2];

    private readonly Lock gate = new();
    private readonly Dictionary<string, Color> colours = new(StringComparer.Ordinal);
    private int nameWidth = MinNameWidth;

    /// <summary>A line of a resource.</summary>
    public void Line(string name, string line) => Write(name, line, new Style(ColourOf(name)));

    /// <summary>A line of the engine itself.</summary>
    public void Say(string line) => Write(EngineName, line, new Style(Color.White, decoration: Decoration.Bold));

    /// <summary>Something the operator must see.</summary>
    public void Warn(string line) => Write(EngineName, line, new Style(Color.Red, decoration: Decoration.Bold));

    /// <summary>Every resource with its state and address, and what else is worth knowing once all is up.</summary>
    public void Table(IReadOnlyList<ResourceSnapshot> resources, IReadOnlyList<StartupNote> notes)
    {
        if (quiet)
        {
            return;
        }

        var table = new Table().Border(TableBorder.Rounded).AddColumns("Resource", "State", "Address");
        foreach (var resource in resources)
        {
            table.AddRow(new Text(resource.Name, new Style(ColourOf(resource.Name))), new Text(resource.Description), new Text(resource.Address ?? string.Empty));
        }

        lock (gate)
        {
            terminal.WriteLine();
            terminal.Write(table);
            var width = notes.Select(n => n.Title.Length).DefaultIfEmpty().Max();
            foreach (var note in notes)
            {
                WriteRow($"  {note.Title.PadRight(width)}  ", note.Text(), Style.Plain);
            }

            terminal.WriteLine();
        }
    }

    private void Write(string name, string line, Style style)
    {
        if (quiet)
        {
            return;
        }

        lock (gate)
        {
            nameWidth = Math.Max(nameWidth, name.Length);
            WriteRow(name.PadRight(nameWidth) + " │ ", Printable(line), style);
        }
    }

    // Spectre wraps what is wider than its console, and without a terminal it believes in 80 columns: lines go out whole.
    private void WriteRow(string prefix, string line, Style prefixStyle)
    {
        terminal.Write(new Text(prefix, prefixStyle));
        terminal.Profile.Out.Writer.WriteLine(line);
        terminal.Profile.Out.Writer.Flush();
    }

    private Color ColourOf(string name)
    {
        lock (gate)
        {
            if (!colours.TryGetValue(name, out var colour))
            {
                colour = Palette[colours.Count % Palette.Length];
                colours.Add(name, colour);
            }

            return colour;
        }
    }

    // A process's bytes must not move the operator's cursor. Tabs stay.
    private static string Printable(string line) => line.Any(c => char.IsControl(c) && c != '\t')
        ? string.Concat(line.Where(c => !char.IsControl(c) || c == '\t'))
        : line;
}

/// <summary>A line under the table of resources.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Text">Called when everything is up.</param>
public sealed record StartupNote(string Title, Func<string> Text);
