using Heimdall.Ledger.Jobs;
using Heimdall.Ledger.WakeUps;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Heimdall.Extractor.Queue;

/// <summary>
/// Tells the workers, through the broker, of queued jobs that they have not heard of, and again of those that still wait. An emptied queue
/// or a broker that is down delays a job, and loses none.
/// </summary>
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

    private readonly SteadyLoop _loop = new("Announcing jobs", ledger, time, logger, isSuccessProof: false);
    private readonly Wake _wake = new();

    /// <summary>There may be something to announce.</summary>
    public void Wake() => _wake.Set();

    /// <summary>Announces all that is due, unless another worker is at it.</summary>
    /// <returns>How many jobs were announced.</returns>
    /// <exception cref="BrokerUnavailableException">The broker did not confirm: they count as not announced.</exception>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        var total = 0;
        while (await announcements.AnnounceAsync(options.AnnounceAgainAfter, MostAtOnce, PublishAsync, cancellationToken) is { } announced)
        {
            total += announced;
            if (announced < MostAtOnce)
            {
                break;
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
        _loop.RunAsync(RunOnceAsync, stopping => _wake.WaitAsync(options.AnnounceInterval, stopping), stoppingToken);

    private async Task PublishAsync(IReadOnlyList<JobToAnnounce> jobs, CancellationToken cancellationToken)
    {
        await publisher.PublishAsync([.. jobs.Select(job => new WakeUp(LaneOf(job), job.Id, job.Traceparent))], cancellationToken);
        foreach (var job in jobs)
        {
            meter.Announced(job.Lane);
        }

        // A round with nothing to announce says nothing about the broker.
        _loop.TellRecovered();
    }

    private static Lane LaneOf(JobToAnnounce job) =>
        Lane.Parse(job.Lane) ?? throw new InvalidOperationException($"Job {job.Id} is in the unknown lane '{job.Lane}'.");
}
