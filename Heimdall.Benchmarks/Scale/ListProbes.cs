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

    private readonly SessionStore _sessions = new(database);
    private readonly JobStore _jobs = new(database);

    public IEnumerable<ScaleProbe> Sessions =>
    [
        Session("sessions", new SessionFilter(null, null)),
        .. SessionStatus.All.Select(status => Session($"sessions, status {status}", new SessionFilter(status, null))),
        .. new[] { CoverageState.Missing, CoverageState.With, CoverageState.Failed }
            .Select(state => Session($"sessions, features {state}", new SessionFilter(null, state))),
        Session("sessions, completed, features missing", new SessionFilter(SessionStatus.Completed, CoverageState.Missing)),
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
