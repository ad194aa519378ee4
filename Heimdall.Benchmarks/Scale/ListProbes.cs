using Heimdall.Ledger;
using Heimdall.Ledger.Coverage;
using Heimdall.Ledger.Jobs;
using Heimdall.Ledger.Sessions;
using Npgsql;

namespace Heimdall.Benchmarks.Scale;

/// <summary>The lists that people read, page after page.</summary>
internal sealed class ListProbes(NpgsqlDataSource database)
{
    private const int PageSize = 50;

    /// <summary>Some of the seed's 28 days, whenever it was seeded.</summary>
    private readonly DateTimeOffset _hour = TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(10);

    private readonly SessionStore _sessions = new(database);
    private readonly JobStore _jobs = new(database);

    public IEnumerable<ScaleProbe> Sessions =>
    [
        Session("sessions", new SessionFilter(null, null)),
        .. SessionStatus.All.Select(status => Session($"sessions, status {status}", new SessionFilter(status, null))),
        .. new[] { CoverageState.Missing, CoverageState.With, CoverageState.Failed }
            .Select(state => Session($"sessions, features {state}", new SessionFilter(null, state))),
        Session("sessions, completed, features missing", new SessionFilter(SessionStatus.Completed, CoverageState.Missing)),
        .. Enum.GetValues<SessionOrder>().Select(order => Session($"sessions, {order}", new SessionFilter(Order: order))),
        Session("sessions, search for many", new SessionFilter(Search: "listening")),
        Session("sessions, search for one", new SessionFilter(Search: "LISTENING 4321")),
        Session("sessions, search for none", new SessionFilter(Search: "nothing like it")),
        Session("sessions, a thousandth of the frequencies", Narrow),
        Session("sessions, a thousandth of the frequencies, by SNR", Narrow with { Order = SessionOrder.HighestSnrFirst }),
        Session("sessions, SNR of 45 dB and more", new SessionFilter(MinSnrDb: 45)),
        Session("sessions, a frequent error", new SessionFilter(ErrorCode: "too_short")),
        Session("sessions, a rare error", new SessionFilter(ErrorCode: "hash_mismatch")),
        Session("sessions, an error that is nowhere", new SessionFilter(ErrorCode: "not_finite")),
        Session("sessions, an hour", new SessionFilter(From: _hour, To: _hour + TimeSpan.FromHours(1), Order: SessionOrder.LowestFrequencyFirst)),
        Session("sessions, two filters that many pass and none both", new SessionFilter(ErrorCode: "truncated", CoverageState: CoverageState.Failed)),
        Session("sessions, all filters", Narrow with
        {
            Status = SessionStatus.Completed, CoverageState = CoverageState.With, Search = "listening", From = _hour - TimeSpan.FromDays(9),
            MinSnrDb = 0, ErrorCode = "truncated", Order = SessionOrder.LowestSnrFirst,
        }),
    ];

    public async Task<IEnumerable<ScaleProbe>> JobsAsync(CancellationToken cancellationToken)
    {
        var some = (await _sessions.ListAsync(new SessionFilter(SessionStatus.Completed, CoverageState.With), null, 1, cancellationToken)).Items[0];
        return
        [
            Job("jobs", new JobFilter()),
            .. JobStatus.All.Select(status => Job($"jobs, status {status}", new JobFilter(Status: status))),
            .. JobErrorKind.All.Select(kind => Job($"jobs, error {kind}", new JobFilter(ErrorKind: kind))),
            Job("jobs, failed, error lease_expired", new JobFilter(Status: JobStatus.Failed, ErrorKind: JobErrorKind.LeaseExpired)),
            Job("jobs, lane live", new JobFilter(Lane: "live")),
            Job("jobs, lane backfill", new JobFilter(Lane: "backfill")),
            Job("jobs, of a session", new JobFilter(SessionId: some.Id)),
            Job("jobs, of a feature set", new JobFilter(FeatureSet: "rf.iq", FeatureVersion: 1)),
            Job("jobs, of a feature set without any", new JobFilter(FeatureSet: "rf.iq", FeatureVersion: 2)),
        ];
    }

    private static SessionFilter Narrow => new(MinFrequencyHz: 10_000_000, MaxFrequencyHz: 10_030_000);

    private ScaleProbe Session(string name, SessionFilter filter) =>
        Paged(name, (cursor, cancellation) => _sessions.ListAsync(filter, cursor, PageSize, cancellation));

    private ScaleProbe Job(string name, JobFilter filter) =>
        Paged(name, (cursor, cancellation) => _jobs.ListAsync(filter, cursor, PageSize, cancellation));

    /// <summary>Each round asks for the next page; after the last one comes the first one again.</summary>
    private static ScaleProbe Paged<T>(string name, Func<string?, CancellationToken, Task<Page<T>>> list)
    {
        string? cursor = null;
        return new ScaleProbe(name, null, async cancellation => cursor = (await list(cursor, cancellation)).NextCursor);
    }
}
