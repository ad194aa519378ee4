using Dapper;
using Npgsql;

namespace Heimdall.Tests.Scenarios;

/// <summary>
/// A rule that is taken from the real system, without any hook in it: <c>HEIMDALL_MUTANT</c> = <c>fence</c>, <c>unique</c>, <c>rescuer</c> or
/// <c>announcer</c>. Some scenario must fail then; <c>tests/mutants.sh</c> shows it.
/// </summary>
internal static class RealMutant
{
    private const string FenceOff = """
        create or replace function heimdall.hold_lease(job_id uuid, token bigint) returns void language plpgsql as $$ begin end $$;
        create or replace function heimdall.hold_leases(job_ids uuid[], tokens bigint[]) returns table (job_id uuid, lease_token bigint)
          language sql as $$ select * from unnest(job_ids, tokens) $$;
        """;

    /// <summary>
    /// The rule is gone and everything else is as it was: in place of the constraint there is an index that no two rows are equal for, so that
    /// <c>on conflict do nothing</c> finds its index, and never a conflict.
    /// </summary>
    private const string UniqueOff = """
        do $$
        declare constraint_name text;
        begin
          select conname into strict constraint_name from pg_constraint where conrelid = 'heimdall.extraction_jobs'::regclass and contype = 'u';
          execute format('alter table heimdall.extraction_jobs drop constraint %I', constraint_name);
        end $$;
        create schema mutant;
        create function mutant.never(uuid, uuid) returns boolean language sql immutable as 'select false';
        create function mutant.compare(one uuid, other uuid) returns integer language sql immutable as 'select case when one < other then -1 else 1 end';
        create operator mutant.=== (leftarg = uuid, rightarg = uuid, function = mutant.never);
        create operator class mutant.never_equal for type uuid using btree as operator 3 mutant.===, function 1 mutant.compare(uuid, uuid);
        create unique index on heimdall.extraction_jobs (subject_kind, subject_id mutant.never_equal, feature_set, feature_version);
        """;

    /// <summary>
    /// Whoever looks for leases that ended finds none: what it would write is not written. A setting cannot do that, for the longest interval
    /// allowed is one lease.
    /// </summary>
    private const string RescuerOff = """
        create schema mutant;
        create function mutant.leave_as_it_is() returns trigger language plpgsql as $$ begin return null; end $$;
        create trigger a_mutant_of_updates before update on heimdall.extraction_jobs for each row
          when (old.status = 'extracting' and new.status = 'queued' and old.lease_expires_at < now()) execute function mutant.leave_as_it_is();
        create trigger a_mutant_of_deletions before delete on heimdall.extraction_jobs for each row
          when (old.status = 'extracting' and old.lease_expires_at < now()) execute function mutant.leave_as_it_is();
        create trigger a_mutant before update on heimdall.job_attempts for each row
          when (new.outcome = 'lease_expired') execute function mutant.leave_as_it_is();
        """;

    private static string? Current { get; } = Environment.GetEnvironmentVariable("HEIMDALL_MUTANT");

    /// <summary>Changes the schema of a scenario's database.</summary>
    public static async Task ApplyAsync(NpgsqlDataSource database)
    {
        var statement = Current switch
        {
            "fence" => FenceOff,
            "unique" => UniqueOff,
            "rescuer" => RescuerOff,
            null or "" or "announcer" => null,
            _ => throw new InvalidOperationException($"HEIMDALL_MUTANT is '{Current}'; it may be fence, unique, rescuer or announcer."),
        };
        if (statement is not null)
        {
            await using var connection = await database.OpenConnectionAsync();
            await connection.ExecuteAsync(statement);
        }
    }

    /// <summary>Changes the settings of a scenario's workers.</summary>
    public static void Apply(Dictionary<string, string> settings)
    {
        if (Current == "announcer")
        {
            settings["Extraction__AnnounceAgainAfter"] = "01:00:00";
        }
    }
}
