using Heimdall.Ledger.Jobs;
using Heimdall.Ledger.Retention;
using Heimdall.Ledger.Tasks;
using Heimdall.Tests.Ledger.Backfills;

namespace Heimdall.Tests.Ledger.Retention;

public sealed class LedgerRetentionTests : IAsyncLifetime
{
    private static readonly RetentionPeriods Periods = new(TimeSpan.FromDays(30), TimeSpan.FromDays(30), TimeSpan.FromDays(7), TimeSpan.FromDays(90));

    private readonly BackfillScenario _scenario = new();

    private LedgerRetention Ledger => new(_scenario.Source, TimeProvider.System);

    public Task InitializeAsync() => _scenario.InitializeAsync();

    public Task DisposeAsync() => _scenario.DisposeAsync();

    [Fact]
    public async Task A_month_is_dropped_when_all_of_it_is_older()
    {
        var housekeeping = new JobHousekeeping(_scenario.Source);
        await _scenario.ExecuteAsync("select heimdall.prepare_finished_jobs_month(now() - m * interval '1 month') from generate_series(1, 4) m");
        var months = await MonthsAsync();
        var dropped = await housekeeping.DropMonthsAsync(TimeSpan.FromDays(30), CancellationToken.None);

        // At least three of the four are over for more than 30 days, the last one is at most 31 days ago.
        Assert.NotNull(dropped);
        Assert.InRange(dropped.Count, 3, 4);
        Assert.Equal(months - dropped.Count, await MonthsAsync());
        Assert.Empty(await housekeeping.DropMonthsAsync(TimeSpan.FromDays(30), CancellationToken.None) ?? ["busy"]);
        Assert.True(await _scenario.QueryAsync<bool>("select to_regclass('heimdall.finished_jobs_' || to_char(now() at time zone 'UTC', 'YYYY_MM')) is not null"));
    }

    [Fact]
    public async Task A_read_that_is_in_the_way_delays_a_drop()
    {
        await _scenario.ExecuteAsync("select heimdall.prepare_finished_jobs_month(now() - interval '6 months')");
        await using var reader = await _scenario.Source.OpenConnectionAsync();
        await using var transaction = await reader.BeginTransactionAsync();
        await using var command = reader.CreateCommand();
        command.CommandText = "select count(*) from heimdall.finished_jobs";
        await command.ExecuteScalarAsync();
        Assert.Null(await new JobHousekeeping(_scenario.Source).DropMonthsAsync(TimeSpan.FromDays(30), CancellationToken.None));
        await transaction.RollbackAsync();
        Assert.Single(await new JobHousekeeping(_scenario.Source).DropMonthsAsync(TimeSpan.FromDays(30), CancellationToken.None) ?? []);
    }

    [Fact]
    public async Task A_schedule_that_no_extractor_tells_of_any_more_goes()
    {
        var schedules = new ScheduleStore(_scenario.Source);
        await schedules.RegisterAsync([("kept", TimeSpan.FromMinutes(5)), ("gone", TimeSpan.FromMinutes(5))], CancellationToken.None);
        await _scenario.ExecuteAsync("update heimdall.schedules set registered_at = now() - interval '59 minutes'");
        Assert.Equal(0, (await Ledger.DeleteAsync(Periods, CancellationToken.None)).Schedules);

        await _scenario.ExecuteAsync("update heimdall.schedules set registered_at = now() - interval '61 minutes'");
        await schedules.RegisterAsync([("kept", TimeSpan.FromMinutes(5))], CancellationToken.None);
        Assert.Equal(1, (await Ledger.DeleteAsync(Periods, CancellationToken.None)).Schedules);
        Assert.Equal(["kept"], (await schedules.ListAsync(CancellationToken.None)).Select(schedule => schedule.Task));
    }

    [Fact]
    public async Task Old_jobs_go_with_their_attempts_and_young_and_live_ones_stay()
    {
        // More than one batch of old jobs in the default partition, two young ones, and a live one with an old attempt.
        await _scenario.ExecuteAsync($"""
            create table settled_jobs as select o.id, o.at from (
              select (lpad(to_hex((extract(epoch from now() - interval '60 days') * 1000)::bigint), 12, '0') || '7000' || lpad(to_hex(n), 16, '0'))::uuid as id,
                     now() - interval '59 days' as at
              from generate_series(1, {LedgerRetention.BatchSize + 10}) n
              union all select heimdall.uuid_v7(), now() from generate_series(1, 2)) o;
            do $$ declare month text; begin
              for month in select inhrelid::regclass::text from pg_inherits where inhparent = 'heimdall.finished_jobs'::regclass and inhrelid::regclass::text like '%\_20%' loop
                execute 'drop table ' || month;
              end loop;
            end $$;
            insert into heimdall.finished_jobs (id, subject_kind, subject_id, feature_set, feature_version, status, lane, priority, progress, attempt,
              max_attempts, lease_token, requested_by, queued_at, completed_at)
            select id, 'session', id, 'rf.iq', 1, 'completed', 'live', 0, 100, 1, 5, 1, 'tester', at, at from settled_jobs;
            insert into heimdall.job_attempts (job_id, lease_token, attempt, worker, started_at) select id, 1, 1, 'w', at from settled_jobs;
            """);
        var live = await _scenario.Ledger.CompleteSessionAsync();
        await _scenario.ExecuteAsync("""
            update heimdall.extraction_jobs set id = '00000000-0001-7000-8000-000000000000';
            insert into heimdall.job_attempts (job_id, lease_token, attempt, worker, started_at) select id, 1, 1, 'w', now() from heimdall.extraction_jobs;
            """);

        var report = await Ledger.DeleteAsync(Periods, CancellationToken.None);
        Assert.Equal((LedgerRetention.BatchSize + 10, LedgerRetention.BatchSize + 10), ((int)report.FinishedJobs, (int)report.JobAttempts));
        Assert.Equal((2, 3), (await CountAsync("finished_jobs"), await CountAsync("job_attempts")));
        Assert.Equal(new RetentionReport(0, 0, 0, 0, 0, 0), await Ledger.DeleteAsync(Periods, CancellationToken.None));
        Assert.NotNull(live.FeatureExtractionTaskId);
    }

    [Fact]
    public async Task Old_runs_gone_workers_and_resolved_alerts_go_and_the_audit_log_stays()
    {
        await _scenario.ExecuteAsync("""
            insert into heimdall.task_runs (id, task, due_at, requested_by, status, completed_at)
            select ('00000000-0001-7000-8000-' || lpad(days::text, 12, '0'))::uuid, 'housekeeping', now() - days * interval '1 day', 'schedule', 'success', now() - days * interval '1 day'
            from unnest(array[1, 29, 31, 400]) days;
            insert into heimdall.workers (id, host, process_id, version, slots, seen_at, stopped_at)
            select 'w' || days || stopped, 'h', 1, 'v', 1, now() - days * interval '1 day', case when stopped then now() - days * interval '1 day' end
            from unnest(array[1, 6, 8]) days, unnest(array[true, false]) stopped;
            insert into heimdall.alerts (id, kind, subject, message, severity, raised_at, last_seen_at, resolved_at)
            select heimdall.uuid_v7(), 'dead_worker', 'w' || days, 'gone', 'error', now() - interval '1 year', now() - interval '1 year', case when days > 0 then now() - days * interval '1 day' end
            from unnest(array[0, 89, 91]) days;
            insert into heimdall.audit_log (at, actor, action, subject) values (now() - interval '5 years', 'x', 'y', 'z');
            """);
        Assert.Equal(new RetentionReport(0, 0, 2, 2, 1, 0), await Ledger.DeleteAsync(Periods, CancellationToken.None));
        Assert.Equal((2, 4, 2, 1), (await CountAsync("task_runs"), await CountAsync("workers"), await CountAsync("alerts"), await CountAsync("audit_log")));
    }

    private async Task<int> CountAsync(string table) => (int)await _scenario.QueryAsync<long>($"select count(*) from heimdall.{table}");

    private Task<long> MonthsAsync() => _scenario.QueryAsync<long>("select count(*) from pg_inherits where inhparent = 'heimdall.finished_jobs'::regclass");
}
