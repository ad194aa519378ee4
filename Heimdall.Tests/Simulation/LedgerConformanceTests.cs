using Heimdall.Ledger.Jobs;
using Xunit.Abstractions;

namespace Heimdall.Tests.Simulation;

/// <summary>
/// The model is worth what it has in common with the real thing: the same random steps through both, and after each the tables are the same to
/// the millisecond.
/// </summary>
public sealed class LedgerConformanceTests(ITestOutputHelper output)
{
    private const int Subjects = 6;
    private const int MaxAttempts = 3;
    private const int Steps = 800;
    private const long LeaseMs = 60_000;
    private const long AgainMs = 60_000;
    private static readonly TimeSpan Lease = TimeSpan.FromMilliseconds(LeaseMs);

    private readonly Chance _chance = new();
    private readonly SimulatedLedger _model = new(new InvariantChecker());
    private readonly List<(ClaimedJob Real, SimulatedJob Model, int Attempt)> _leases = [];
    private readonly List<string> _steps = [];
    private long _now;

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
        _model.Reset(Subjects);
        foreach (var subject in Enumerable.Range(0, Subjects).Where(subject => subject % 2 == 0))
        {
            _model.Cover(subject);
            await real.CoverAsync(subject);
        }

        for (var step = 0; step < Steps; step++)
        {
            _now += _chance.Below(3) == 0 ? _chance.Between(1, 45_000) : _chance.Between(1, 900);
            (_model.Now, _model.Uptime) = (_now, _now);
            await database.SetAsync(_now);
            var did = await StepAsync(real);
            _steps.Add($"{_now,9} ms  {did}");
            AssertSame(LedgerTables.Of(_model), await real.ReadAsync(), seed);
        }

        Assert.All(
            new[] { "completes", "queues", "requests", "claims", "renews", "settles", "retries", "releases", "rescues", "announces", "is lost" },
            deed => Assert.True(_steps.Count(line => line.Contains(deed, StringComparison.Ordinal)) >= 3, $"'{deed}' hardly happened"));
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
            case 16 or 17:
                List<SimulatedJob> requeued = [], failed = [];
                DisturbAll();
                _model.Rescue(requeued, failed);
                await real.RescueAsync();
                return $"a worker rescues {requeued.Count} and {failed.Count}";
            default:
                return await AnnounceAsync(real);
        }
    }

    private async Task<string> QueueMissingAsync(RealLedger real)
    {
        List<int> missing = [];
        _model.FindMissing(missing);
        int? newest = missing.Count > 0 ? missing.Max() : null;
        if (newest is { } subject)
        {
            _model.EnqueueSession(subject, SimulatedLane.Backfill, MaxAttempts);
        }

        await real.EnqueueMissingAsync(newest, MaxAttempts);
        return $"a batch queues {newest}";
    }

    private async Task<string> ClaimAsync(RealLedger real)
    {
        var (worker, limit) = (_chance.Below(4), _chance.Between(1, 3));
        List<SimulatedJob> inModel = [];
        _model.ClaimJobs(worker, limit, LeaseMs, inModel);
        var inReality = await real.ClaimAsync(worker, limit, Lease);
        Assert.Equal(inModel.Select(job => (job.LeaseToken, job.Attempt)), inReality.Select(job => (job.LeaseToken, job.Attempt)));
        _leases.AddRange(inReality.Zip(inModel, (job, same) => (job, same, same.Attempt)));
        return $"worker {worker} claims {string.Join(", ", inModel)}";
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
}
