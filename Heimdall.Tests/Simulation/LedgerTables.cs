namespace Heimdall.Tests.Simulation;

/// <summary>The tables of the jobs, read so that the model's can be compared with them line by line.</summary>
internal static class LedgerTables
{
    public const string Read = """
        create or replace function pg_temp.ms(at timestamptz, start timestamptz) returns bigint language sql as
          'select (extract(epoch from at - start) * 1000)::bigint';
        select id, subject_id, status, lane, attempt, max_attempts, pg_temp.ms(not_before, @start) as not_before, lease_owner, lease_token,
               pg_temp.ms(lease_expires_at, @start) as lease_expires_at, pg_temp.ms(announced_at, @start) as announced_at,
               pg_temp.ms(queued_at, @start) as queued_at, pg_temp.ms(started_at, @start) as started_at,
               pg_temp.ms(completed_at, @start) as completed_at, progress, error_kind, retry_of
        from heimdall.jobs;
        select job_id, lease_token, attempt, worker, pg_temp.ms(started_at, @start) as started_at, pg_temp.ms(ended_at, @start) as ended_at, outcome
        from heimdall.job_attempts;
        select recording_session_id as session_id, job_id, extraction_failed, pg_temp.ms(created_at, @start) as created_at from heimdall.measurement_features;
        select recording_session_id as session_id, state from heimdall.coverage;
        """;

    /// <summary>The same of the model.</summary>
    public static IReadOnlyList<string> Of(SimulatedLedger ledger)
    {
        var lines = new List<string>();
        foreach (var job in ledger.All)
        {
            lines.Add(Row(job).Line(job.Id, job.Subject, job.RetryOf));
            lines.AddRange(job.Attempts.Select(attempt => Row(attempt).Line(job.Id)));
        }

        for (var subject = 0; subject < ledger.Subjects; subject++)
        {
            if (ledger.FeaturesOf(subject) is { } features)
            {
                lines.Add(new FeaturesRow(default, default, features.Failed, features.CreatedAt).Line(subject, features.JobId));
            }

            if (ledger.IsCovered(subject))
            {
                lines.Add(new CoverageRow(default, State(ledger, subject)).Line(subject));
            }
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private static JobRow Row(SimulatedJob job) => new(
        default,
        default,
        job.Status.ToString().ToLowerInvariant(),
        job.Lane.ToString().ToLowerInvariant(),
        job.Attempt,
        job.MaxAttempts,
        job.IsLive ? job.NotBefore : null,
        job.LeaseOwner?.ToString(),
        job.LeaseToken,
        job.IsLive ? job.LeaseExpiresAt : null,
        job.IsLive ? job.AnnouncedAt : null,
        job.QueuedAt,
        job.StartedAt,
        job.CompletedAt,
        job.Progress,
        job.ErrorKind switch
        {
            SimulatedErrorKind.None => null,
            SimulatedErrorKind.LeaseExpired => "lease_expired",
            var kind => kind.ToString().ToLowerInvariant(),
        },
        default);

    private static AttemptRow Row(SimulatedAttempt attempt) => new(
        default,
        attempt.Token,
        attempt.Attempt,
        $"{attempt.Worker}",
        attempt.StartedAt,
        attempt.EndedAt,
        attempt.Outcome switch
        {
            SimulatedOutcome.None => null,
            SimulatedOutcome.LeaseExpired => "lease_expired",
            var outcome => outcome.ToString().ToLowerInvariant(),
        });

    // As coverage_state in the schema: features win over a live job, whether it is worked on or not, a live job over a failure.
    private static string State(SimulatedLedger ledger, int subject) => ledger.FeaturesOf(subject) switch
    {
        { Failed: false } => "with",
        _ when ledger.Live.Any(job => job.Subject == subject) => "queued",
        null => "missing",
        _ => "failed",
    };
}

internal sealed record JobRow(
    Guid Id, Guid SubjectId, string Status, string Lane, int Attempt, int MaxAttempts, long? NotBefore, string? LeaseOwner, long LeaseToken,
    long? LeaseExpiresAt, long? AnnouncedAt, long QueuedAt, long? StartedAt, long? CompletedAt, int Progress, string? ErrorKind, Guid? RetryOf)
{
    public string Line(int job, int subject, int? retryOf) =>
        $"job {job:00} of {subject}: {Status} {Lane}, attempt {Attempt}/{MaxAttempts}, not before {NotBefore}, lease {LeaseToken} of {LeaseOwner} until "
        + $"{LeaseExpiresAt}, announced {AnnouncedAt}, queued {QueuedAt}, started {StartedAt}, completed {CompletedAt}, {Progress} %, {ErrorKind}, in place of {retryOf}";
}

internal sealed record AttemptRow(Guid JobId, long LeaseToken, int Attempt, string Worker, long StartedAt, long? EndedAt, string? Outcome)
{
    public string Line(int job) => $"attempt {LeaseToken:00} at job {job:00}: number {Attempt}, worker {Worker}, from {StartedAt} to {EndedAt}, {Outcome}";
}

internal sealed record FeaturesRow(Guid SessionId, Guid JobId, bool ExtractionFailed, long CreatedAt)
{
    public string Line(int subject, int job) => $"features of {subject}: by job {job:00}, {(ExtractionFailed ? "failed" : "ok")}, at {CreatedAt}";
}

internal sealed record CoverageRow(Guid SessionId, string State)
{
    public string Line(int subject) => $"coverage of {subject}: {State}";
}
