using System.Globalization;
using Heimdall.Api.Tasks;
using Heimdall.Ledger.Observation;
using Heimdall.Ledger.Tasks;
using Heimdall.Ledger.Workers;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Heimdall.Api.Console;

/// <summary>Reads the overview, once a second at most however many look at it.</summary>
internal sealed class OverviewReader(
    LedgerObservations observations, WorkerRegistry workers, TaskRunStore runs, ScheduleStore schedules, HealthCheckService health, TimeProvider time) : IDisposable
{
    private const int MostWorkers = 100;
    private const int MostCurrentJobs = 5;

    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);
    private static readonly string[] Tasks = [TaskName.BatchExtraction, TaskName.BackfillAll, TaskName.StuckCheck, TaskName.AlertCheck, TaskName.Housekeeping];

    private readonly SemaphoreSlim _gate = new(1, 1);
    private Overview? _latest;
    private long _readAt;

    public async Task<Overview> ReadAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_latest is null || time.GetElapsedTime(_readAt) >= Freshness)
            {
                _latest = await ReadAnewAsync(cancellationToken);
                _readAt = time.GetTimestamp();
            }

            return _latest;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<Overview> ReadAnewAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var observed = (await observations.ReadAsync(cancellationToken)).ToLookup(observation => observation.Gauge, StringComparer.Ordinal);
        var atWork = await workers.ListAsync(MostWorkers, cancellationToken);
        var held = await workers.ListHeldAsync(MostCurrentJobs, MostWorkers * MostCurrentJobs, cancellationToken);
        var scheduled = await schedules.ListAsync(cancellationToken);
        var latest = await runs.ListLatestAsync([.. Tasks.Union(scheduled.Select(schedule => schedule.Task), StringComparer.Ordinal)], cancellationToken);
        var report = await health.CheckHealthAsync(cancellationToken);
        return new Overview(
            now,
            [.. CoverageOf(observed["heimdall.coverage.recordings"])],
            BacklogOf(observed),
            [.. atWork.Select(worker => WorkerOf(worker, held[worker.Id], now))],
            [.. scheduled.Select(schedule => ScheduleOf(schedule, latest.FirstOrDefault(run => run.Task == schedule.Task)))],
            [.. latest.Select(TaskRunResponse.Of)],
            observed["heimdall.alerts.open"].ToDictionary(alerts => alerts.Labels[0], alerts => (long)alerts.Value, StringComparer.Ordinal),
            (long)observed["heimdall.dead_letters"].Sum(letters => letters.Value),
            report.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Status.ToString().ToLowerInvariant(), StringComparer.Ordinal));
    }

    private static WorkerOverview WorkerOf(WorkerAtWork worker, IEnumerable<JobHeld> held, DateTimeOffset now) => new(
        worker.Id,
        worker.Host,
        worker.Version,
        worker.Slots,
        worker.Jobs,
        worker.StartedAt,
        Math.Max(0, (now - worker.SeenAt).TotalSeconds),
        worker.JobsPerMinute,
        worker.BytesPerSecond,
        worker.LeaseExpiresAt,
        [.. held.Select(job => new CurrentJobOverview(job.JobId, job.SessionId, job.FeatureSet, job.Progress, job.StartedAt))]);

    private static ScheduleOverview ScheduleOf(RegisteredSchedule schedule, TaskRun? run) => new(
        schedule.Task,
        schedule.IntervalSeconds,
        schedule.NextDueAt,
        run is null ? null : new LastRunOverview(run.Status, run.DueAt, run.StartedAt, run.CompletedAt, run.Result, run.Error));

    private static IEnumerable<CoverageOverview> CoverageOf(IEnumerable<LedgerObservation> recordings) =>
        from observation in recordings
        group observation by (Set: observation.Labels[0], Version: observation.Labels[1]) into set
        orderby set.Key.Set
        select new CoverageOverview(
            set.Key.Set,
            int.Parse(set.Key.Version, CultureInfo.InvariantCulture),
            set.ToDictionary(state => state.Labels[2], state => (long)state.Value, StringComparer.Ordinal));

    private static Dictionary<string, LaneOverview> BacklogOf(ILookup<string, LedgerObservation> observed)
    {
        return observed["heimdall.jobs.oldest_queued.age"].ToDictionary(
            lane => lane.Labels[0],
            lane => new LaneOverview(JobsOf("queued", lane.Labels[0]), JobsOf("extracting", lane.Labels[0]), lane.Value),
            StringComparer.Ordinal);

        long JobsOf(string state, string lane) =>
            (long)observed["heimdall.jobs.live"].Where(jobs => jobs.Labels[0] == state && jobs.Labels[1] == lane).Sum(jobs => jobs.Value);
    }
}
