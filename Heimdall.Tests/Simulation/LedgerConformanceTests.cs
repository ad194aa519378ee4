using Heimdall.Extractor;
using Heimdall.Extractor.Queue;
using Heimdall.Ledger.Jobs;
using Heimdall.Tests.Extractor;
using Npgsql;
using Xunit.Abstractions;

namespace Heimdall.Tests.Simulation;

/// <summary>
/// The model is worth what it has in common with the real thing: the same random steps through both, and after each the tables are the same to
/// the millisecond. What workers do to the tables is a store's call; what a rescuer remembers of the server is a real <see cref="Rescuer"/>'s.
/// </summary>
public sealed class LedgerConformanceTests(ITestOutputHelper output)
{
    private const int Subjects = 9;
    private const int MaxAttempts = 3;
    private const int Steps = 800;
    private const int Workers = 4;
    private const long LeaseMs = 60_000;
    private const long AgainMs = 60_000;
    private static readonly TimeSpan Lease = TimeSpan.FromMilliseconds(LeaseMs);

    private readonly Chance _chance = new();
    private readonly SimulatedLedger _model = new(new InvariantChecker());
    private readonly List<(ClaimedJob Real, SimulatedJob Model, int Attempt)> _leases = [];
    private readonly List<string> _steps = [];
    private readonly RescuePause _pause = new();
    private readonly SteppedTime _time = new();
    private long _now;
    private int _server;
    private bool _isServerAway;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task After_every_step_the_models_tables_are_PostgreSQLs(long seed)
    {
        _chance.Restart(seed);
        await using var database = await ClockedDatabase.CreateAsync();
        var real = new RealLedger(database);
        await real.StartSessionsAsync(Subjects);

        // Nothing is read from its store.
        await using var rescuer = new TestWorker(database.Source, new FaultyStore(null!), new ExtractionOptions { LeaseDuration = Lease }, time: _time);
        _model.Reset(Subjects);
        foreach (var subject in Enumerable.Range(0, Subjects).Where(subject => subject % 3 != 0))
        {
            _model.Cover(subject);
            await real.CoverAsync(subject);
        }

        for (var step = 0; step < Steps; step++)
        {
            _now += _chance.Below(3) == 0 ? _chance.Between(1, 45_000) : _chance.Between(1, 900);
            (_model.Now, _model.Uptime, _time.NowMs) = (_now, _now, _now);
            await database.SetAsync(_now);
            var did = _chance.Below(4) == 0 ? await ServeAsync(real, database, rescuer.Get<Rescuer>()) : await StepAsync(real);
            _steps.Add($"{_now,9} ms  {did}");
            AssertSame(LedgerTables.Of(_model), await real.ReadAsync(), seed);
        }

        Assert.All(
            new[]
            {
                "completes", "queues", "requests", "claims", "claims fewer", "renews", "settles", "retries", "releases", "rescues", "announces", "is lost",
                "cancels", "comes too late to cancel", "anew: Queued", "anew: Active", "anew: Completed", "stops and gives back", "is restarted", "goes away",
                "pauses", "finds the server away",
            },
            deed => Assert.True(_steps.Count(line => line.Contains(deed, StringComparison.Ordinal)) >= 1, $"'{deed}' never happened"));
        Assert.True(_model.Finished.Count > 20, $"only {_model.Finished.Count} jobs ended");
        output.WriteLine($"seed {seed}: {Steps} steps, {_model.All.Count} jobs, {_model.Finished.Count} ended");
    }

    private async Task<string> StepAsync(RealLedger real)
    {
        switch (_chance.Below(20))
        {
            case 0:
                var completed = _chance.Below(Subjects);
                _model.Complete(completed, MaxAttempts);
                await real.CompleteAsync(completed, MaxAttempts);
                return $"an operator completes {completed}";
            case 1:
                return await QueueMissingAsync(real);
            case 2 or 3:
                var (requested, isForced) = (_chance.Below(Subjects), _chance.Below(3) > 0);
                if (_model.RequestExtraction(requested, isForced, MaxAttempts) is not null || _model.IsCovered(requested))
                {
                    await real.RequestAsync(requested, isForced, MaxAttempts);
                }

                return $"an operator requests {requested}{(isForced ? " by force" : "")}";
            case >= 4 and < 9:
                return await ClaimAsync(real);
            case 9 or 10:
                return await RenewAsync(real);
            case >= 11 and < 14:
                return await EndAsync(real, "settles", (job, _) => real.SettleAsync(job, job.LeaseToken % 3 == 0), (job, token, _) => _model.Settle(job, token, token % 3 == 0));
            case 14:
                var delay = _chance.Below(90_000);
                return await EndAsync(real, $"retries in {delay} ms", (job, _) => real.RetryAsync(job, TimeSpan.FromMilliseconds(delay)), (job, token, attempt) => _model.Retry(job, token, attempt, delay));
            case 15:
                return await EndAsync(real, "releases", (job, _) => real.ReleaseAsync(job), (job, token, _) => _model.Release(job, token));
            case 16:
                return await CancelAsync(real);
            case 17:
                return await RetryByHandAsync(real);
            default:
                return await AnnounceAsync(real);
        }
    }

    /// <summary>What becomes of the server and of its workers, and what a rescuer makes of it.</summary>
    private async Task<string> ServeAsync(RealLedger real, ClockedDatabase database, Rescuer rescuer)
    {
        switch (_chance.Below(16))
        {
            case 0:
                _server++;
                _model.RestartServer();
                await database.RestartAsync();
                return "the server is restarted";
            case 1 or 2:
                _isServerAway = !_isServerAway;
                await database.SetAwayAsync(_isServerAway);
                return _isServerAway ? "the server goes away" : "the server is back";
            case 3 or 4:
                return await StopWorkerAsync(real);
            default:
                return await RescueAsync(rescuer);
        }
    }

    private async Task<string> RescueAsync(Rescuer rescuer)
    {
        if (_isServerAway)
        {
            _pause.SeeOutage();
            await Assert.ThrowsAsync<PostgresException>(() => rescuer.RunOnceAsync(CancellationToken.None));
            return "the rescuer finds the server away";
        }

        if (_pause.IsToPause(_server, _now, LeaseMs))
        {
            Assert.Null(await rescuer.RunOnceAsync(CancellationToken.None));
            return "the rescuer pauses";
        }

        List<SimulatedJob> requeued = [], failed = [];
        DisturbAll();
        _model.Rescue(requeued, failed);
        var report = await rescuer.RunOnceAsync(CancellationToken.None);
        Assert.Equal((requeued.Count, failed.Count), (report?.Requeued.Count, report?.Failed.Count));
        return $"the rescuer rescues {requeued.Count} and {failed.Count}";
    }

    /// <summary>A shutdown: all that it has is queued again at once, and no attempt is spent.</summary>
    private async Task<string> StopWorkerAsync(RealLedger real)
    {
        var busy = _model.Live.FirstOrDefault(job => job.Status == SimulatedStatus.Extracting);
        var worker = busy?.LeaseOwner ?? _chance.Below(Workers);
        var held = _leases.Where(lease => lease.Model.LeaseOwner == worker && _model.HoldLease(lease.Model, lease.Real.LeaseToken)).ToList();
        foreach (var (job, model, _) in held)
        {
            model.Ghost.Asked = SimulatedOutcome.Released;
            _model.Release(model, job.LeaseToken);
            _model.Unlock(model, job.LeaseToken);
            Assert.True(await real.ReleaseAsync(job));
        }

        return held.Count > 0 ? $"worker {worker} stops and gives back {string.Join(", ", held.Select(lease => lease.Model))}" : $"worker {worker} stops with nothing";
    }

    /// <summary>Any job: one that waits, one that is worked on, or one that ended long ago.</summary>
    private async Task<string> CancelAsync(RealLedger real)
    {
        if (_model.All.Count == 0)
        {
            return "nobody has anything";
        }

        var job = _model.Live.Count > 0 && _chance.Below(3) > 0 ? _model.Live[_chance.Below(_model.Live.Count)] : _model.All[_chance.Below(_model.All.Count)];
        var isCancelled = _model.Cancel(job);
        Assert.Equal(isCancelled, await real.CancelAsync(job.Id));
        return $"an operator {(isCancelled ? "cancels" : "comes too late to cancel")} {job}";
    }

    /// <summary>Any job that was ever queued, mostly one that did not complete.</summary>
    private async Task<string> RetryByHandAsync(RealLedger real)
    {
        var unsuccessful = _model.Finished.Where(job => job.Status != SimulatedStatus.Completed).ToList();
        var candidates = unsuccessful.Count > 0 && _chance.Below(4) > 0 ? unsuccessful : [.. _model.All];
        if (candidates.Count == 0)
        {
            return "nobody has anything";
        }

        var asked = candidates[_chance.Below(candidates.Count)];
        var (answer, about) = _model.RetryByHand(asked, MaxAttempts);
        Assert.Equal((answer, about.Id), await real.RetryByHandAsync(asked.Id, asked.Subject, MaxAttempts));
        return $"an operator starts {asked} anew: {answer}, {about}";
    }

    private async Task<string> QueueMissingAsync(RealLedger real)
    {
        List<int> missing = [];
        _model.FindMissing(missing);
        int? newest = missing.Count > 0 ? missing.Max() : null;
        if (newest is { } subject)
        {
            _model.EnqueueMissing(subject, MaxAttempts);
        }

        await real.EnqueueMissingAsync(newest, MaxAttempts);
        return $"a batch queues {newest}";
    }

    private async Task<string> ClaimAsync(RealLedger real)
    {
        var (worker, limit, backfillLimit) = (_chance.Below(Workers), _chance.Between(1, 3), _chance.Below(2));
        var due = _model.Live.Count(_model.IsDue);
        List<SimulatedJob> inModel = [];
        _model.ClaimJobs(worker, limit, backfillLimit, LeaseMs, inModel);
        var inReality = await real.ClaimAsync(worker, limit, backfillLimit, Lease);
        Assert.Equal(inModel.Select(job => (job.LeaseToken, job.Attempt)), inReality.Select(job => (job.LeaseToken, job.Attempt)));
        _leases.AddRange(inReality.Zip(inModel, (job, same) => (job, same, same.Attempt)));
        return $"worker {worker} claims {(inModel.Count < Math.Min(due, limit) ? "fewer than wait: " : "")}{string.Join(", ", inModel)}";
    }

    private async Task<string> RenewAsync(RealLedger real)
    {
        if (_leases.Count == 0)
        {
            return "nobody has anything";
        }

        var (job, model, _) = AnyLease();
        var progress = _chance.Below(101);
        var isRenewed = _model.RenewLease(model, job.LeaseToken, progress, LeaseMs);
        Assert.Equal(isRenewed, await real.RenewAsync(job, progress, Lease));
        return $"token {job.LeaseToken} of {model} renews{(isRenewed ? "" : ": it is lost")}";
    }

    private async Task<string> EndAsync(
        RealLedger real, string what, Func<ClaimedJob, RealLedger, Task<bool>> inReality, Action<SimulatedJob, long, int> inModel)
    {
        if (_leases.Count == 0)
        {
            return "nobody has anything";
        }

        var (job, model, attempt) = AnyLease();
        var isHeld = _model.HoldLease(model, job.LeaseToken);
        if (isHeld)
        {
            model.Ghost.Asked = what[..2] switch { "se" => SimulatedOutcome.Completed, "re" when what[2] == 't' => SimulatedOutcome.Retry, _ => SimulatedOutcome.Released };
            inModel(model, job.LeaseToken, attempt);
            _model.Unlock(model, job.LeaseToken);
        }

        Assert.Equal(isHeld, await inReality(job, real));
        return $"token {job.LeaseToken} of {model} {what}{(isHeld ? "" : ": it is lost")}";
    }

    private async Task<string> AnnounceAsync(RealLedger real)
    {
        List<SimulatedJob> due = [];
        _model.FindJobsToAnnounce(AgainMs, due);
        _model.MarkAnnounced(due);
        Assert.Equal(due.Select(job => job.Id).Order(), await real.AnnounceAsync(TimeSpan.FromMilliseconds(AgainMs)));
        return $"a worker announces {due.Count}";
    }

    // Mostly a recent one, at times one that was lost long ago.
    private (ClaimedJob Real, SimulatedJob Model, int Attempt) AnyLease() =>
        _leases[_chance.Below(4) == 0 ? _chance.Below(_leases.Count) : Math.Max(0, _leases.Count - 1 - _chance.Below(3))];

    private void DisturbAll()
    {
        foreach (var job in _model.Live)
        {
            job.Ghost.IsDisturbed = true;
        }
    }

    private void AssertSame(IReadOnlyList<string> model, IReadOnlyList<string> real, long seed)
    {
        if (!model.SequenceEqual(real))
        {
            Assert.Fail(
                $"Seed {seed}, step {_steps.Count}: the model says\n  {string.Join("\n  ", model.Except(real))}\nPostgreSQL says\n  {string.Join("\n  ", real.Except(model))}\n"
                + $"after\n  {string.Join("\n  ", _steps.TakeLast(15))}");
        }
    }

    private sealed class SteppedTime : TimeProvider
    {
        public long NowMs { get; set; }

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => NowMs;

        public override DateTimeOffset GetUtcNow() => ClockedDatabase.Start.AddMilliseconds(NowMs);
    }
}
