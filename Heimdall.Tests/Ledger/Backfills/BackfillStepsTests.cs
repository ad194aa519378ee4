using Heimdall.Ledger.Backfills;

namespace Heimdall.Tests.Ledger.Backfills;

public sealed class BackfillStepsTests : IAsyncLifetime
{
    private readonly BackfillScenario _scenario = new();

    public Task InitializeAsync() => _scenario.InitializeAsync();

    public Task DisposeAsync() => _scenario.DisposeAsync();

    [Fact]
    public async Task A_backfill_queues_everything_once_newest_first_and_completes_with_its_last_job()
    {
        await MissingRecordings.AddAsync(_scenario.Source, 95);
        var id = await _scenario.StartAsync(BackfillScenario.Over(batchSize: 10));

        Assert.IsType<BackfillStep.Waited>(await _scenario.StepAsync(id));
        Assert.Equal(
            MissingRecordings.First.AddMinutes(75),
            new DateTimeOffset(await _scenario.QueryAsync<DateTime>("""
                select min(c.session_start) from heimdall.extraction_jobs j join heimdall.coverage c on c.recording_session_id = j.subject_id
                """), TimeSpan.Zero));

        var ended = await _scenario.RunToItsEndAsync(id);
        Assert.Equal((BackfillState.Completed, 95, 95, 0), (ended.State, (int)ended.Found, (int)ended.Queued, (int)ended.Skipped));
        Assert.Equal(1, await _scenario.JobsOfTheBusiestRecordingAsync());
        Assert.Equal(95, (await _scenario.Ledger.StatisticsAsync()).RecordingsWithFeatures);
        Assert.Equal(95, (await _scenario.ProgressAsync(id)).Done);
    }

    [Fact]
    public async Task The_window_slides_and_is_never_longer_than_two_batches()
    {
        await MissingRecordings.AddAsync(_scenario.Source, 200);
        var id = await _scenario.StartAsync(BackfillScenario.Over(batchSize: 10));
        var longest = 0L;
        for (var round = 0; round < 60; round++)
        {
            await _scenario.StepAsync(id);
            longest = Math.Max(longest, (await _scenario.ProgressAsync(id)).Waiting);
            await _scenario.WorkOffAsync(limit: 7);
        }

        Assert.Equal(20, longest);

        // No barrier: the next jobs came while jobs of the batches before were still waiting.
        Assert.Equal(BackfillState.Completed, (await _scenario.RunToItsEndAsync(id)).State);
        Assert.Equal(200, (await _scenario.ProgressAsync(id)).Done);
    }

    [Fact]
    public async Task Two_steppers_at_once_leave_no_gap_and_queue_nothing_twice()
    {
        await MissingRecordings.AddAsync(_scenario.Source, 300);
        var id = await _scenario.StartAsync(BackfillScenario.Over(batchSize: 7));
        for (var round = 0; round < 200 && !(await _scenario.FindAsync(id)).HasEnded; round++)
        {
            await Task.WhenAll(_scenario.StepAsync(id), _scenario.StepAsync(id), _scenario.WorkOffAsync());
        }

        var ended = await _scenario.FindAsync(id);
        Assert.Equal((BackfillState.Completed, 300), (ended.State, (int)ended.Queued));
        Assert.Equal(1, await _scenario.JobsOfTheBusiestRecordingAsync());
        Assert.Equal(300, (await _scenario.Ledger.StatisticsAsync()).RecordingsWithFeatures);
    }

    [Fact]
    public async Task A_stepper_that_dies_in_a_step_has_done_nothing_and_the_next_one_goes_on()
    {
        await MissingRecordings.AddAsync(_scenario.Source, 40);
        var id = await _scenario.StartAsync(BackfillScenario.Over(batchSize: 10));
        await _scenario.Steps.StepAsync(id, CancellationToken.None);

        // Dies after its jobs were inserted and before its commit: the backend is ended where the cursor is written.
        await _scenario.ExecuteAsync("""
            create function die() returns trigger language plpgsql as $$
            begin
              perform pg_terminate_backend(pg_backend_pid());
              perform pg_sleep(10);
              return new;
            end $$;
            create trigger die before update of cursor_id on heimdall.backfills for each row execute function die();
            """);
        await Assert.ThrowsAnyAsync<Npgsql.NpgsqlException>(() => _scenario.Steps.StepAsync(id, CancellationToken.None));
        await _scenario.ExecuteAsync("drop trigger die on heimdall.backfills");

        Assert.Equal((10, 10), ((int)(await _scenario.FindAsync(id)).Queued, (int)(await _scenario.ProgressAsync(id)).Waiting));
        var ended = await _scenario.RunToItsEndAsync(id);
        Assert.Equal((BackfillState.Completed, 40), (ended.State, (int)ended.Queued));
        Assert.Equal(1, await _scenario.JobsOfTheBusiestRecordingAsync());
    }

    [Fact]
    public async Task Sessions_that_are_completed_meanwhile_have_their_own_jobs_and_are_not_taken()
    {
        await MissingRecordings.AddAsync(_scenario.Source, 30);
        var id = await _scenario.StartAsync(BackfillScenario.Over(batchSize: 5));
        await _scenario.StepAsync(id);
        var live = new List<Guid?>();
        for (var i = 0; i < 5; i++)
        {
            live.Add((await _scenario.Ledger.CompleteSessionAsync(receivers: 1, start: MissingRecordings.First.AddSeconds(i))).FeatureExtractionTaskId);
        }

        var ended = await _scenario.RunToItsEndAsync(id);
        Assert.Equal((30, 0), ((int)ended.Queued, (int)ended.Skipped));
        Assert.DoesNotContain(null, live);
        Assert.Equal(35, await _scenario.QueryAsync<long>("select count(*) from heimdall.jobs"));
    }

    [Fact]
    public async Task Only_the_asked_time_span_and_station_are_taken()
    {
        var station = await MissingRecordings.AddAsync(_scenario.Source, 20);
        await MissingRecordings.AddAsync(_scenario.Source, 5000, skipMinutes: 1000);

        var span = await _scenario.RunToItsEndAsync(
            await _scenario.StartAsync(BackfillScenario.Over(from: MissingRecordings.First.AddMinutes(5), to: MissingRecordings.First.AddMinutes(8))));
        Assert.Equal((3, 3, 3), ((int)span.PlannedSessions, (int)span.Queued, (int)span.PlannedMeasurements));

        var one = await _scenario.RunToItsEndAsync(await _scenario.StartAsync(BackfillScenario.Over(station: station)));
        Assert.Equal((BackfillState.Completed, 17, 17), (one.State, (int)one.PlannedSessions, (int)one.Queued));
        Assert.Equal(17 * 1_600_000, one.PlannedBytes);
    }

    [Fact]
    public async Task It_stops_after_its_batches_where_recordings_are_left_and_completes_where_none_are()
    {
        await MissingRecordings.AddAsync(_scenario.Source, 60);
        var stopped = await _scenario.RunToItsEndAsync(await _scenario.StartAsync(BackfillScenario.Over(batchSize: 10, maxBatches: 4)));
        Assert.Equal(
            (BackfillState.Stopped, BackfillStopReason.MaxBatches, 40, 4), (stopped.State, stopped.StopReason, (int)stopped.Queued, (int)stopped.Batches));
        await _scenario.WorkOffAsync();

        var completed = await _scenario.RunToItsEndAsync(await _scenario.StartAsync(BackfillScenario.Over(batchSize: 10, maxBatches: 2)));
        Assert.Equal((BackfillState.Completed, 20), (completed.State, (int)completed.Queued));
    }

    [Fact]
    public async Task A_thousand_batches_are_taken_and_no_more()
    {
        await MissingRecordings.AddAsync(_scenario.Source, 1003);
        var id = await _scenario.StartAsync(BackfillScenario.Over(batchSize: 1, maxBatches: 1000));
        var ended = await _scenario.RunToItsEndAsync(id);
        await _scenario.WorkOffAsync();
        Assert.Equal((BackfillState.Stopped, 1000L, 1000L), (ended.State, ended.Batches, (await _scenario.ProgressAsync(id)).Done));
        Assert.Equal(3, (await _scenario.Ledger.StatisticsAsync()).Missing);
    }

    [Fact]
    public async Task A_recording_that_cannot_be_queued_does_not_stop_the_others()
    {
        await MissingRecordings.AddAsync(_scenario.Source, 30);
        await _scenario.ExecuteAsync($"""
            create function poison() returns trigger language plpgsql as $$
            begin
              if (select session_start from heimdall.recording_sessions where id = new.subject_id) = '{MissingRecordings.First.AddMinutes(15):O}' then
                raise exception 'poisoned';
              end if;
              return new;
            end $$;
            create trigger poison before insert on heimdall.extraction_jobs for each row execute function poison();
            """);
        var ended = await _scenario.RunToItsEndAsync(await _scenario.StartAsync(BackfillScenario.Over(batchSize: 10)));
        Assert.Equal((BackfillState.Completed, 30, 29, 1, 1), (ended.State, (int)ended.Found, (int)ended.Queued, (int)ended.Skipped, (int)ended.Refused));
    }

    [Fact]
    public async Task A_newer_version_ends_a_backfill_and_its_own_is_over_everything()
    {
        await MissingRecordings.AddAsync(_scenario.Source, 40);
        var id = await _scenario.StartAsync(BackfillScenario.Over(batchSize: 10));
        await _scenario.StepAsync(id);
        await _scenario.WorkOffAsync();

        await new Heimdall.Ledger.Features.FeatureSetStore(_scenario.Source).RegisterAsync(new("rf.iq", 2), ["snr_db"], CancellationToken.None);
        await _scenario.StepAsync(id);
        var ended = await _scenario.FindAsync(id);
        Assert.Equal((BackfillState.Stopped, BackfillStopReason.Superseded), (ended.State, ended.StopReason));

        var next = await _scenario.Backfills.CreateAsync(BackfillScenario.Over() with { Set = new("rf.iq", 2) }, CancellationToken.None);
        Assert.Equal(40, next.PlannedSessions);
    }
}
