using Heimdall.Extractor.Pipeline;
using Heimdall.Ledger.Features;
using Heimdall.Ledger.Jobs;

namespace Heimdall.Extractor.Queue;

/// <summary>
/// What may be claimed while the object store is at fault: one job at a time that needs it, with growing pauses between them, so that an
/// outage spends the attempts of a few jobs and not those of all that come up. The others wait in the queue. Asked by one caller at a time.
/// </summary>
internal sealed class StoreTries
{
    private readonly HeldJobs _held;
    private readonly Access _reading;
    private readonly Access _writing;
    private readonly IReadOnlyList<FeatureSetId> _all;
    private readonly IReadOnlyList<FeatureSetId> _written;
    private readonly IReadOnlyList<FeatureSetId> _others;

    public StoreTries(StoreConditions store, HeldJobs held, ExtractionOptions options, TimeProvider time)
    {
        (_held, _reading, _writing) = (held, new Access(store.Reading, options.ReadTimeout, time), new Access(store.Writing, options.ReadTimeout, time));
        _all = [.. RecordingExtraction.Computes.Where(options.IsComputed).Select(set => set.Id)];
        _written = [.. _all.Where(RecordingExtraction.IsKeptInStore)];
        _others = [.. _all.Except(_written)];
    }

    /// <summary>Not everything that there is room for may be claimed.</summary>
    public bool AreLimited => _reading.IsAtFault || _writing.IsAtFault;

    /// <summary>How long nothing changes of what may be claimed, as far as the clock decides; null where it does not.</summary>
    public TimeSpan? UntilNext => (_reading.UntilNext, _writing.UntilNext) switch
    {
        ({ } reading, { } writing) => reading < writing ? reading : writing,
        var (reading, writing) => reading ?? writing,
    };

    /// <summary>The claims to be made, one after the other.</summary>
    /// <param name="free">Jobs that there is room for, over all claims.</param>
    public IReadOnlyList<ClaimShare> Share(int free)
    {
        // Asked once: the work that is under way may find out otherwise at any moment.
        var (isReadFault, isWriteFault) = (_reading.IsAtFault, _writing.IsAtFault);
        var mayWrite = !isWriteFault || _writing.IsDue(_held);
        if (isReadFault)
        {
            // A picture may have to wait for others before it is read: it is tried where nothing else is due.
            return _reading.IsDue(_held)
                ? [new ClaimShare(1, _others, IsTryOfReading: true), new ClaimShare(mayWrite ? 1 : 0, _written, IsTryOfReading: true, isWriteFault)]
                : [];
        }

        return isWriteFault
            ? [new ClaimShare(free, _others), new ClaimShare(mayWrite ? 1 : 0, _written, IsTryOfWriting: true)]
            : [new ClaimShare(free, _all)];
    }

    /// <summary>A job was claimed: a try, where the share is one.</summary>
    public void Claimed(ClaimShare share, ClaimedJob job)
    {
        if (share.IsTryOfReading)
        {
            _reading.Try(job.Id);
        }

        if (share.IsTryOfWriting && RecordingExtraction.IsKeptInStore(job.Set))
        {
            _writing.Try(job.Id);
        }
    }

    /// <summary>The tries of one kind of access.</summary>
    private sealed class Access(StoreCondition condition, TimeSpan patience, TimeProvider time)
    {
        private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
        private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

        private int _episode;
        private int _tries;
        private TimeSpan _pause;
        private Guid _job;
        private long _triedAt;

        public bool IsAtFault => condition.IsAtFault;

        /// <summary>Time to the next try; null where none is needed, or its time has come.</summary>
        public TimeSpan? UntilNext => IsAtFault && Remaining() is var remaining && remaining > TimeSpan.Zero ? remaining : null;

        public bool IsDue(HeldJobs held) => Remaining() <= TimeSpan.Zero && !(held.Holds(_job) && MayProve());

        public void Try(Guid job)
        {
            BeginEpisode();
            (_job, _triedAt, _pause) = (job, time.GetTimestamp(), Pause(++_tries + 1));
        }

        // The job that tries may hang before it comes to the store, or be too late: what it opened before another one's fault proves nothing.
        private bool MayProve() => condition.LastFaultAt <= _triedAt && time.GetElapsedTime(_triedAt) < patience;

        // From the last fault on: a try that fails slowly is not followed at once by the next.
        private TimeSpan Remaining()
        {
            BeginEpisode();
            return _pause - time.GetElapsedTime(condition.LastFaultAt);
        }

        private void BeginEpisode()
        {
            if (_episode != condition.Episodes)
            {
                (_episode, _tries, _pause, _job) = (condition.Episodes, 0, Pause(1), Guid.Empty);
            }
        }

        private static TimeSpan Pause(int number) => RetryBackoff.OfLoop(number, FirstPause, LongestPause, Random.Shared);
    }
}

/// <summary>A part of what there is room for.</summary>
/// <param name="Jobs">At most.</param>
/// <param name="Sets">Of these feature sets.</param>
/// <param name="IsTryOfReading">The store is at fault in reading: the job tries whether it still is.</param>
/// <param name="IsTryOfWriting">The same of writing, where the job writes.</param>
internal sealed record ClaimShare(int Jobs, IReadOnlyList<FeatureSetId> Sets, bool IsTryOfReading = false, bool IsTryOfWriting = false);
