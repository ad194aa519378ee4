using System.Diagnostics;

namespace Heimdall.Benchmarks.Scale;

/// <summary>One question whose answer must not take longer as the tables grow.</summary>
/// <param name="Name">As in the table of figures.</param>
/// <param name="TargetMs">What its median may take with a million sessions; null where nothing is said.</param>
/// <param name="Ask">What is timed.</param>
/// <param name="Undo">Takes back what it changed; not timed.</param>
internal sealed record ScaleProbe(string Name, double? TargetMs, Func<CancellationToken, Task> Ask, Func<CancellationToken, Task>? Undo = null)
{
    private const int WarmUp = 5;

    public async Task<Latencies> MeasureAsync(int rounds, CancellationToken cancellationToken)
    {
        var milliseconds = new List<double>(rounds);
        for (var round = -WarmUp; round < rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            await Ask(cancellationToken);
            if (round >= 0)
            {
                milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            if (Undo is not null)
            {
                await Undo(cancellationToken);
            }
        }

        return Latencies.Of(milliseconds);
    }
}
