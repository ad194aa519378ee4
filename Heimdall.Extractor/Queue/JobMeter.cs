using System.Diagnostics.Metrics;
using Heimdall.Ledger.Jobs;

namespace Heimdall.Extractor.Queue;

/// <summary>Counts what this worker does with jobs. The workers' counts add up.</summary>
internal sealed class JobMeter
{
    public const string MeterName = "Heimdall.Extractor";

    // From a wake-up that comes at once to a backlog of a day; from a short recording to hours of them.
    private static readonly InstrumentAdvice<double> PickupBuckets = new()
    {
        HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 21600, 86400],
    };

    private static readonly InstrumentAdvice<double> ExtractionBuckets = new()
    {
        HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600],
    };

    private static readonly InstrumentAdvice<int> BatchBuckets = new() { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256] };

    private readonly Histogram<double> _pickup;
    private readonly Histogram<double> _extraction;
    private readonly Histogram<int> _settled;
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _rescued;
    private readonly Counter<long> _renewalFailures;
    private readonly Counter<long> _announced;
    private long _settledJobs;

    public JobMeter(IMeterFactory meters, HeldJobs held, ExtractionOptions options)
    {
        var meter = meters.Create(MeterName);
        _pickup = meter.CreateHistogram("heimdall.job.pickup.duration", "s", "From a job's queueing to its first claim, by lane.", null, PickupBuckets);
        _extraction = meter.CreateHistogram("heimdall.job.extraction.duration", "s", "From an attempt's claim to its written end, by lane and outcome.", null, ExtractionBuckets);
        _settled = meter.CreateHistogram("heimdall.job.settle.batch_size", "{job}", "Jobs whose results one transaction wrote.", null, BatchBuckets);
        _attempts = meter.CreateCounter<long>("heimdall.job.attempts", "{attempt}", "Attempts that ended, by lane, outcome and kind of error.");
        _rescued = meter.CreateCounter<long>("heimdall.leases.rescued", "{lease}", "Leases of workers that stopped renewing, by what became of the job.");
        _renewalFailures = meter.CreateCounter<long>("heimdall.leases.renewal_failures", "{lease}", "Leases that could not be renewed, by reason.");
        _announced = meter.CreateCounter<long>("heimdall.wakeups.published", "{message}", "Wake-ups that the broker confirmed, by lane.");
        meter.CreateObservableUpDownCounter("heimdall.worker.slots.busy", () => held.Working(), "{job}", "Jobs that this worker works on.");
        meter.CreateObservableUpDownCounter("heimdall.worker.slots.limit", () => options.Slots, "{job}", "Jobs that this worker works on at once at most.");
        BeginAtZero();
    }

    /// <summary>Jobs whose results this worker has written since its start.</summary>
    public long SettledJobs => Interlocked.Read(ref _settledJobs);

    /// <summary>A job was claimed. Only the first time counts: what comes later waited for other reasons.</summary>
    public void PickedUp(ClaimedJob job, DateTimeOffset now)
    {
        if (job.Attempt == 1)
        {
            _pickup.Record(Math.Max(0, (now - job.QueuedAt).TotalSeconds), Lane(job.Lane));
        }
    }

    /// <summary>An attempt ended.</summary>
    /// <param name="duration">Since its claim was asked for.</param>
    public void Ended(ClaimedJob job, AttemptOutcome outcome, TimeSpan duration)
    {
        var (name, errorKind) = AttemptEnd.Of(outcome);
        _extraction.Record(duration.TotalSeconds, Lane(job.Lane), Outcome(name));
        _attempts.Add(1, Lane(job.Lane), Outcome(name), ErrorKind(errorKind));
    }

    /// <summary>One transaction wrote the ends of so many jobs.</summary>
    public void Settled(int jobs)
    {
        _settled.Record(jobs);
        Interlocked.Add(ref _settledJobs, jobs);
    }

    public void Rescued(RescueReport report)
    {
        _rescued.Add(report.Requeued.Count, Outcome("requeued"));
        _rescued.Add(report.Failed.Count, Outcome(AttemptEnd.Failed));
    }

    /// <summary>The database says that a lease is another worker's.</summary>
    public void LeaseLost() => _renewalFailures.Add(1, Reason("lost"));

    /// <summary>The database could not be asked.</summary>
    public void NotRenewed(int leases) => _renewalFailures.Add(leases, Reason("unreachable"));

    public void Announced(string lane) => _announced.Add(1, Lane(lane));

    // A counter that begins with its first event looks to Prometheus as if nothing had happened.
    private void BeginAtZero()
    {
        foreach (var lane in (string[])["live", "backfill"])
        {
            _announced.Add(0, Lane(lane));
            foreach (var (outcome, errorKind) in AttemptEnd.All)
            {
                _attempts.Add(0, Lane(lane), Outcome(outcome), ErrorKind(errorKind));
            }
        }

        Rescued(new RescueReport([], []));
        _renewalFailures.Add(0, Reason("lost"));
        _renewalFailures.Add(0, Reason("unreachable"));
    }

    private static KeyValuePair<string, object?> Lane(string lane) => new("lane", lane);

    private static KeyValuePair<string, object?> Outcome(string outcome) => new("outcome", outcome);

    private static KeyValuePair<string, object?> ErrorKind(string? kind) => new("error_kind", kind ?? "none");

    private static KeyValuePair<string, object?> Reason(string reason) => new("reason", reason);
}
