using Heimdall.Ledger.Jobs;
using Heimdall.Ledger.WakeUps;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Heimdall.Extractor.Queue;

/// <summary>
/// Tells the workers, through the broker, of queued jobs that they have not heard of, and again of those that still wait. An emptied queue
/// or a broker that is down delays a job, and loses none.
/// </summary>
/// <remarks>
/// What was announced is marked only if it still waits half a second later. Most jobs have been claimed by then: they are spared the write,
/// and no mark locks a row at the moment when the worker that was woken wants to claim it.
/// </remarks>
internal sealed class Announcer(
    JobAnnouncements announcements,
    WakeUpPublisher publisher,
    ExtractionOptions options,
    JobMeter meter,
    LedgerStart ledger,
    TimeProvider time,
    ILogger<Announcer> logger) : BackgroundService
{
    private const int MostAtOnce = 500;
    private const int MostUnmarked = 2000;

    private static readonly TimeSpan MarkAfter = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan HorizonAge = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestBetweenFullLooks = TimeSpan.FromSeconds(10);

    private readonly SteadyLoop _loop = new("Announcing jobs", ledger, time, logger, isSuccessProof: false);
    private readonly Wake _wake = new();
    private readonly OrderHorizon _horizon = new(time, HorizonAge);
    private readonly Dictionary<AnnouncedJob, long> _unmarked = [];
    private long? _lookedAtAll;
    private TimeSpan? _nextDue;

    /// <summary>There may be something to announce.</summary>
    public void Wake() => _wake.Set();

    /// <summary>Announces all that is due, unless another worker is at it.</summary>
    /// <returns>How many jobs were announced.</returns>
    /// <exception cref="BrokerUnavailableException">The broker did not confirm: they count as not announced.</exception>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        await MarkAsync(MarkAfter, cancellationToken);
        var total = 0;
        while (await announcements.AnnounceAsync(NextLook(), PublishAsync, cancellationToken) is { } report)
        {
            _horizon.Saw(report.NextNumber);
            _nextDue = report.NextDue;
            total += report.Announced;
            if (report.Announced < MostAtOnce)
            {
                break;
            }

            if (_unmarked.Count >= MostUnmarked)
            {
                await MarkAsync(TimeSpan.Zero, cancellationToken);
            }
        }

        return total;
    }

    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _loop.RunAsync(RunOnceAsync, WaitAsync, stoppingToken);

    // The first of a burst is told of at once, the others together a moment later: workers with free slots have heard of them by then.
    private async Task WaitAsync(CancellationToken stopping)
    {
        await Task.Delay(BetweenLooks, time, stopping);
        await _wake.WaitAsync(LongestWait(), stopping);
    }

    /// <summary>Now and then everything, also what still waits; else what became due since a moment ago.</summary>
    private AnnouncementLook NextLook()
    {
        var between = options.AnnounceAgainAfter / 4 < LongestBetweenFullLooks ? options.AnnounceAgainAfter / 4 : LongestBetweenFullLooks;
        var isFull = _lookedAtAll is not { } last || time.GetElapsedTime(last) >= between;
        if (isFull)
        {
            _lookedAtAll = time.GetTimestamp();
        }

        return new AnnouncementLook(isFull ? 0 : _horizon.Number, isFull ? options.AnnounceAgainAfter : null, _unmarked.Keys, MostAtOnce);
    }

    private async Task PublishAsync(IReadOnlyList<JobToAnnounce> jobs, CancellationToken cancellationToken)
    {
        await publisher.PublishAsync([.. jobs.Select(job => new WakeUp(LaneOf(job), job.Id, job.Traceparent))], cancellationToken);
        var now = time.GetTimestamp();
        foreach (var job in jobs)
        {
            meter.Announced(job.Lane);
            _unmarked[new AnnouncedJob(job.Id, job.LeaseToken)] = now;
        }

        // A round with nothing to announce says nothing about the broker.
        _loop.TellRecovered();
    }

    private async Task MarkAsync(TimeSpan after, CancellationToken cancellationToken)
    {
        var due = _unmarked.Where(announced => time.GetElapsedTime(announced.Value) >= after).Select(announced => announced.Key).ToList();
        if (due.Count > 0)
        {
            await announcements.MarkAsync(due, cancellationToken);
            due.ForEach(job => _unmarked.Remove(job));
        }
    }

    private TimeSpan LongestWait() => _nextDue is { } due && due < options.AnnounceInterval ? due : options.AnnounceInterval;

    private static Lane LaneOf(JobToAnnounce job) =>
        Lane.Parse(job.Lane) ?? throw new InvalidOperationException($"Job {job.Id} is in the unknown lane '{job.Lane}'.");
}
