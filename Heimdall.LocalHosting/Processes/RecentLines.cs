namespace Heimdall.LocalHosting.Processes;

/// <summary>The last lines a process printed, to explain why it ended.</summary>
internal sealed class RecentLines
{
    private const int Kept = 12;

    private readonly Lock gate = new();
    private readonly Queue<string> lines = new(Kept);

    public void Add(string line)
    {
        lock (gate)
        {
            if (lines.Count == Kept)
            {
                lines.Dequeue();
            }

            lines.Enqueue(line);
        }
    }

    public override string ToString()
    {
        lock (gate)
        {
            return string.Join('\n', lines.Select(l => "  " + l));
        }
    }
}
