namespace Heimdall.Ledger.History;

/// <summary>A stretch of time up to now, cut into steps that begin at round times of UTC.</summary>
/// <param name="Name">As callers name it.</param>
/// <param name="Step">How long a step is: what the history keeps at the age of the window, or a multiple of it.</param>
/// <param name="Steps">How many there are. The last one is still going on.</param>
public sealed record HistoryWindow(string Name, TimeSpan Step, int Steps)
{
    public static HistoryWindow Hour { get; } = new("hour", TimeSpan.FromMinutes(1), 60);

    public static HistoryWindow Day { get; } = new("day", TimeSpan.FromMinutes(15), 96);

    public static HistoryWindow Week { get; } = new("week", TimeSpan.FromHours(2), 84);

    public static IReadOnlyList<HistoryWindow> All { get; } = [Hour, Day, Week];

    /// <summary>The beginnings of the steps, the last one that in which <paramref name="now"/> lies.</summary>
    public IReadOnlyList<DateTimeOffset> StepsUntil(DateTimeOffset now)
    {
        var last = now.AddTicks(-((now.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) % Step.Ticks));
        return [.. Enumerable.Range(0, Steps).Select(step => last - ((Steps - 1 - step) * Step))];
    }
}
