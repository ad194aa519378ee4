using Spectre.Console;

namespace Heimdall.LocalHosting.Terminal;

/// <summary>What the operator sees: every line under the name of the resource that said it.</summary>
/// <param name="terminal">Where lines go; colours only where it shows them.</param>
/// <param name="quiet">True writes nothing.</param>
internal sealed class EngineConsole(IAnsiConsole terminal, bool quiet)
{
    private const string EngineName = "engine";
    private const int MinNameWidth = 10;
    private const int White = 15;
    private const int Red = 9;

    // Numbers of the 256 terminal colours.
    private static readonly int[] Palette = [14, 10, 11, 13, 117, 214, 48];

    private readonly Lock gate = new();
    private readonly Dictionary<string, int> colours = new(StringComparer.Ordinal);
    private int nameWidth = MinNameWidth;

    /// <summary>A line of a resource.</summary>
    public void Line(string name, string line) => Write(name, line, ColourOf(name));

    /// <summary>A line of the engine itself.</summary>
    public void Say(string line) => Write(EngineName, line, White);

    /// <summary>Something the operator must see; may quote several lines of a program.</summary>
    public void Warn(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            Write(EngineName, line, Red);
        }
    }

    /// <summary>Every resource with its state and address, and what else is worth knowing once all is up.</summary>
    public void Table(IReadOnlyList<ResourceSnapshot> resources, IReadOnlyList<StartupLine> notes)
    {
        if (quiet)
        {
            return;
        }

        var table = new Table().Border(TableBorder.Rounded).AddColumns("Resource", "State", "Address");
        foreach (var resource in resources)
        {
            table.AddRow(new Text(resource.Name, new Style(Color.FromInt32(ColourOf(resource.Name)))), new Text(resource.Description), new Text(resource.Address ?? string.Empty));
        }

        lock (gate)
        {
            terminal.WriteLine();
            terminal.Write(table);
            var width = notes.Select(n => n.Title.Length).DefaultIfEmpty().Max();
            foreach (var note in notes)
            {
                WriteRow($"  {note.Title.PadRight(width)}  ", note.Text, White);
            }

            terminal.WriteLine();
        }
    }

    private void Write(string name, string line, int colour)
    {
        if (quiet)
        {
            return;
        }

        lock (gate)
        {
            nameWidth = Math.Max(nameWidth, name.Length);
            WriteRow(name.PadRight(nameWidth) + " │ ", Printable(line), colour);
        }
    }

    // Spectre wraps what is wider than its console: lines go past it, each in one piece.
    private void WriteRow(string prefix, string line, int colour)
    {
        var shown = terminal.Profile.Capabilities.Ansi ? $"\e[38;5;{colour}m{prefix}\e[0m{line}\n" : $"{prefix}{line}\n";
        terminal.Profile.Out.Writer.Write(shown);
        terminal.Profile.Out.Writer.Flush();
    }

    private int ColourOf(string name)
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
public sealed record StartupNote(string Title, Func<CancellationToken, Task<string>> Text);

/// <summary>A note with its text.</summary>
public sealed record StartupLine(string Title, string Text);
