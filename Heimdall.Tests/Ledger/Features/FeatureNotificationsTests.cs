using System.Threading.Channels;
using Heimdall.Ledger.Backfills;
using Heimdall.Ledger.Features;
using Heimdall.Ledger.Jobs;
using Heimdall.Tests.Ledger.Backfills;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.Ledger.Features;

/// <summary>Features that come are told of at the commit, those that are made anew are not.</summary>
public sealed class FeatureNotificationsTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TestDatabase _database = new();
    private readonly Channel<IReadOnlyList<Guid>?> _heard = Channel.CreateUnbounded<IReadOnlyList<Guid>?>();

    private LedgerScenario Scenario => new(_database.Source);

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task The_sessions_of_a_settlement_are_told_together_and_once()
    {
        using var end = new CancellationTokenSource();
        var listening = new FeatureNotifications(_database.Source).ListenAsync(Patience, sessions => _heard.Writer.TryWrite(sessions), end.Token);
        Assert.Null(await NextAsync());

        await Scenario.CompleteSessionAsync();
        await Scenario.CompleteSessionAsync();
        var jobs = await Scenario.Queue.ClaimAsync("worker", 2, [LedgerScenario.RfIq], LedgerScenario.LeaseDuration, CancellationToken.None);
        await SettleAsync(jobs);
        Assert.Equal(jobs.Select(job => job.RecordingSessionId).ToHashSet(), (await NextAsync())?.ToHashSet());

        // Made anew, the first one's features were there before; what is heard next is of a third session.
        var first = await Scenario.Requests.RequestAsync(jobs[0].RecordingSessionId, LedgerScenario.RfIq, "again", "tester", null, CancellationToken.None);
        Assert.IsType<ExtractionRequestOutcome.Queued>(first);
        await SettleAsync([await Scenario.ClaimOneAsync()]);
        var third = await Scenario.CompleteSessionAsync();
        await SettleAsync([await Scenario.ClaimOneAsync()]);
        Assert.Equal([third.Id], await NextAsync());

        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);
    }

    [Fact]
    public async Task Who_gets_no_features_because_a_backfill_is_cancelled_is_told_too()
    {
        await MissingRecordings.AddAsync(_database.Source, 3);
        var backfill = await new BackfillStore(_database.Source).CreateAsync(BackfillScenario.Over(), CancellationToken.None);
        var control = new BackfillControl(_database.Source);
        await control.StartAsync(backfill.Id, "tester", CancellationToken.None);
        Assert.IsType<BackfillStep.Advanced>(await new BackfillSteps(_database.Source).StepAsync(backfill.Id, CancellationToken.None));
        var queued = (await Scenario.Jobs.ListAsync(new JobFilter(), null, 10, CancellationToken.None)).Items;
        Assert.Equal(3, queued.Count);

        using var end = new CancellationTokenSource();
        var listening = new FeatureNotifications(_database.Source).ListenAsync(Patience, sessions => _heard.Writer.TryWrite(sessions), end.Token);
        Assert.Null(await NextAsync());
        await control.CancelAsync(backfill.Id, "tester", CancellationToken.None);
        Assert.Equal(queued.Select(job => job.SubjectId).ToHashSet(), (await NextAsync())?.ToHashSet());

        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);
    }

    private async Task SettleAsync(IReadOnlyList<ClaimedJob> jobs)
    {
        var batch = new List<Settlement>();
        foreach (var job in jobs)
        {
            batch.Add(new Settlement(job, await Scenario.ResultAsync(job.RecordingSessionId), new Dictionary<string, double>()));
        }

        await new JobSettlements(_database.Source).SettleAsync(batch, CancellationToken.None);
    }

    private async Task<IReadOnlyList<Guid>?> NextAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await _heard.Reader.ReadAsync(patience.Token);
    }
}
