using Heimdall.Ledger.Jobs;

namespace Heimdall.Ledger.History;

/// <summary>A window of the history, an entry a step in every list.</summary>
/// <param name="At">The beginnings of the steps.</param>
/// <param name="Queued">Newly queued.</param>
/// <param name="LiveBacklog">Jobs of the lane <c>live</c> that had not ended at the end of each step.</param>
/// <param name="BackfillBacklog">The same of the lane <c>backfill</c>.</param>
/// <param name="Wait">From queueing to the last claim, of the jobs that ran to their end in the step.</param>
/// <param name="Run">From that claim to the end.</param>
public sealed record JobHistoryReport(
    HistoryWindow Window,
    IReadOnlyList<DateTimeOffset> At,
    IReadOnlyList<long> Completed,
    IReadOnlyList<long> Failed,
    IReadOnlyList<long> Cancelled,
    IReadOnlyList<long> Queued,
    IReadOnlyList<long> LiveBacklog,
    IReadOnlyList<long> BackfillBacklog,
    IReadOnlyList<LatencyHistogram> Wait,
    IReadOnlyList<LatencyHistogram> Run)
{
    private const string NotEnded = "live";
    private const string NewlyQueued = "queued";

    internal static JobHistoryReport Of(HistoryWindow window, IReadOnlyList<HistoryCount> counts, IReadOnlyList<LatencyCount> latencies)
    {
        var now = counts.First(count => count.Outcome == NotEnded).At;
        var steps = window.StepsUntil(now);
        int StepOf(DateTimeOffset at) => Math.Clamp((int)((at - steps[0]) / window.Step), 0, window.Steps - 1);

        return new JobHistoryReport(
            window,
            steps,
            Sum(JobStatus.Completed),
            Sum(JobStatus.Failed),
            Sum(JobStatus.Cancelled),
            Sum(NewlyQueued),
            Backlog("live"),
            Backlog("backfill"),
            Histograms("wait"),
            Histograms("run"));

        long[] Sum(string outcome)
        {
            var sums = new long[window.Steps];
            foreach (var count in counts.Where(count => count.Outcome == outcome))
            {
                sums[StepOf(count.At)] += count.Jobs;
            }

            return sums;
        }

        // Backwards from what is there now: what ended since then was there, what was queued since then was not.
        long[] Backlog(string lane)
        {
            var changes = new long[window.Steps];
            foreach (var count in counts.Where(count => count.Lane == lane && count.Outcome != NotEnded))
            {
                changes[StepOf(count.At)] += count.Outcome == NewlyQueued ? count.Jobs : -count.Jobs;
            }

            var backlog = new long[window.Steps];
            var live = counts.First(count => count.Lane == lane && count.Outcome == NotEnded).Jobs;
            for (var step = window.Steps - 1; step >= 0; step--)
            {
                backlog[step] = live;
                live = Math.Max(0, live - changes[step]);
            }

            return backlog;
        }

        LatencyHistogram[] Histograms(string kind)
        {
            LatencyHistogram[] histograms = [.. Enumerable.Range(0, window.Steps).Select(_ => new LatencyHistogram())];
            foreach (var count in latencies.Where(count => count.Kind == kind))
            {
                histograms[StepOf(count.At)].Add(count.Bucket, count.Jobs);
            }

            return histograms;
        }
    }
}
