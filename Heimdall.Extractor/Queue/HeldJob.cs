using Heimdall.Extractor.Pipeline;
using Heimdall.Ledger.Jobs;

namespace Heimdall.Extractor.Queue;

/// <summary>
/// A job that this worker has the lease of. The lease's end is watched on the monotonic clock, counted from before the claim or the renewal
/// was asked for: this worker stops earlier than the database gives the job to another one.
/// </summary>
internal sealed class HeldJob : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _leaseDuration;
    private readonly Action _onSettling;
    private readonly CancellationTokenSource _lease;
    private readonly CancellationTokenSource _either;
    private bool _isDisposed;

    /// <param name="job">The job as claimed.</param>
    /// <param name="leaseDuration">How long a claim or a renewal holds.</param>
    /// <param name="askedAt">Timestamp of <paramref name="time"/> from before the claim.</param>
    /// <param name="time">The clock.</param>
    /// <param name="onSettling">Called when the work is over and its end is about to be written: the slot is free.</param>
    /// <param name="release">Cancelled when the worker shuts down and gives its jobs back.</param>
    public HeldJob(ClaimedJob job, TimeSpan leaseDuration, long askedAt, TimeProvider time, Action onSettling, CancellationToken release)
    {
        (Job, _time, _leaseDuration, _onSettling) = (job, time, leaseDuration, onSettling);
        ClaimDuration = time.GetElapsedTime(askedAt);
        _lease = new CancellationTokenSource(RemainingSince(askedAt), time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_lease.Token, release);
        Stop = _either.Token;
        LeaseEnd = _lease.Token;
        Release = release;
    }

    public ClaimedJob Job { get; }

    /// <summary>How long the claim took.</summary>
    public TimeSpan ClaimDuration { get; }

    public ExtractionProgress Progress { get; } = new();

    /// <summary>Cancelled at the lease's end, and when the worker shuts down: the extraction stops.</summary>
    public CancellationToken Stop { get; }

    /// <summary>Cancelled when the lease has ended or is another worker's.</summary>
    public CancellationToken LeaseEnd { get; }

    /// <summary>Cancelled when the worker shuts down and gives its jobs back.</summary>
    public CancellationToken Release { get; }

    /// <summary>
    /// The job's end is being written. Its row is locked then, so nobody rescues it; renewing it would make the other leases wait for it.
    /// </summary>
    public bool IsSettling { get; private set; }

    public bool IsToBeRenewed => !IsSettling && !Stop.IsCancellationRequested;

    public void BeginSettling()
    {
        IsSettling = true;
        _onSettling();
    }

    /// <summary>The lease holds for its whole duration again, counted from when the renewal was asked for.</summary>
    public void Renewed(long askedAt)
    {
        lock (_gate)
        {
            if (!_isDisposed)
            {
                _lease.CancelAfter(RemainingSince(askedAt));
            }
        }
    }

    /// <summary>The database says that the lease is not this worker's any more.</summary>
    public void Lose()
    {
        lock (_gate)
        {
            if (!_isDisposed)
            {
                _lease.Cancel();
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _either.Dispose();
            _lease.Dispose();
        }
    }

    private TimeSpan RemainingSince(long askedAt)
    {
        var remaining = _leaseDuration - _time.GetElapsedTime(askedAt);
        return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
    }
}
