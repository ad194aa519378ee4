using Heimdall.Ledger.History;

namespace Heimdall.Api.Console;

/// <summary>A window of the history: every list has an entry a step.</summary>
/// <param name="FeatureSet">Whose jobs these are; null: those of all.</param>
/// <param name="To">The end of the last step, which is still going on.</param>
/// <param name="At">The beginnings of the steps.</param>
/// <param name="Queued">Newly queued.</param>
/// <param name="Backlog">By lane: the jobs that had not ended at the end of each step.</param>
/// <param name="WaitP50Ms">Milliseconds from queueing to the last claim of the jobs that completed or failed in the step: half of them took no longer. Off by 9 % at most; null without any.</param>
/// <param name="RunP50Ms">Milliseconds from that claim to the end.</param>
internal sealed record HistoryResponse(
    string Window,
    string? FeatureSet,
    DateTimeOffset From,
    DateTimeOffset To,
    double StepSeconds,
    IReadOnlyList<DateTimeOffset> At,
    IReadOnlyList<long> Completed,
    IReadOnlyList<long> Failed,
    IReadOnlyList<long> Cancelled,
    IReadOnlyList<long> Queued,
    BacklogHistory Backlog,
    IReadOnlyList<double?> WaitP50Ms,
    IReadOnlyList<double?> WaitP95Ms,
    IReadOnlyList<double?> RunP50Ms,
    IReadOnlyList<double?> RunP95Ms,
    HistoryTotals Totals)
{
    private const double Median = 0.5;
    private const double Slow = 0.95;

    public static HistoryResponse Of(string? featureSet, JobHistoryReport report) => new(
        report.Window.Name,
        featureSet,
        report.At[0],
        report.At[^1] + report.Window.Step,
        report.Window.Step.TotalSeconds,
        report.At,
        report.Completed,
        report.Failed,
        report.Cancelled,
        report.Queued,
        new BacklogHistory(report.LiveBacklog, report.BackfillBacklog),
        [.. report.Wait.Select(step => step.QuantileMs(Median))],
        [.. report.Wait.Select(step => step.QuantileMs(Slow))],
        [.. report.Run.Select(step => step.QuantileMs(Median))],
        [.. report.Run.Select(step => step.QuantileMs(Slow))],
        new HistoryTotals(report.Completed.Sum(), report.Failed.Sum(), report.Cancelled.Sum(), report.Queued.Sum()));
}

/// <summary>Jobs that had not ended at the end of each step, by lane.</summary>
internal sealed record BacklogHistory(IReadOnlyList<long> Live, IReadOnlyList<long> Backfill);

/// <summary>The sums over the window.</summary>
internal sealed record HistoryTotals(long Completed, long Failed, long Cancelled, long Queued);
