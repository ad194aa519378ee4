using System.Text.Json;
using Heimdall.Tests.Ledger;
using Microsoft.Extensions.Logging;

namespace Heimdall.Tests.Api;

public sealed class SessionTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const string Samples = "sample_rate_hz=200000&datatype=cf32_le";

    private RunningApi Api => fixture.Api;

    [Fact]
    public async Task A_session_begins_in_progress_and_belongs_to_its_key()
    {
        using var caller = await Api.CreateClientAsync("operator");
        var created = await caller.PostAsync(
            "/api/v1/sessions", new { name = "evening", frequency_hz = 7_100_000, bandwidth_hz = 2_700, session_start = "2026-08-01T18:30:00+02:00", notes = "two\nlines" });
        var session = created.Expect(201);
        Assert.Equal($"/api/v1/sessions/{session.GetProperty("id").GetGuid()}", created.Headers["Location"]);
        Assert.Equal("in_progress", session.GetProperty("status").GetString());
        Assert.Equal(caller.Name, session.GetProperty("owner").GetString());
        Assert.Equal("2026-08-01T16:30:00Z", session.GetProperty("session_start").GetString());
        Assert.Equal(JsonValueKind.Null, session.GetProperty("feature_extraction_task_id").ValueKind);
        Assert.Equal(session.GetRawText(), (await caller.GetAsync(created.Headers["Location"])).Expect(200).GetRawText());
    }

    [Fact]
    public async Task A_time_without_an_offset_is_utc() =>
        Assert.Equal(
            "2026-08-01T18:30:00Z",
            (await Api.Admin.PostAsync("/api/v1/sessions", new { frequency_hz = 1, session_start = "2026-08-01T18:30:00" })).Expect(201).GetProperty("session_start").GetString());

    [Fact]
    public async Task Every_wrong_field_is_named_at_once()
    {
        var answer = await Api.Admin.PostAsync(
            "/api/v1/sessions", new { name = "", frequency_hz = 0, bandwidth_hz = -1, session_start = "0001-01-01T00:00:00Z", notes = new string('n', 10_001) });
        answer.ExpectProblem(422, "invalid_request");
        Assert.Equal(["bandwidth_hz", "frequency_hz", "name", "notes", "session_start"], answer.Fields);
    }

    [Fact]
    public async Task Completing_queues_the_extraction_and_again_answers_the_same()
    {
        using var caller = await Api.CreateClientAsync("operator");
        var session = await caller.CreateSessionAsync();
        (await caller.UploadAsync(session, $"station_id={await Api.CreateStationAsync()}&{Samples}", new byte[8_000])).Expect(201);

        var first = (await caller.PostAsync($"/api/v1/sessions/{session}/complete")).Expect(200);
        var again = (await Api.Admin.PostAsync($"/api/v1/sessions/{session}/complete")).Expect(200);

        Assert.Equal(session, first.GetProperty("session_id").GetGuid());
        Assert.Equal("completed", first.GetProperty("status").GetString());
        Assert.Equal(first.GetRawText(), again.GetRawText());
        Assert.Single(Api.Log.Lines, (LogLevel.Information, $"Triggered feature extraction for session {session}"));

        var job = (await caller.GetAsync($"/api/v1/jobs/{first.GetProperty("feature_extraction_task_id").GetGuid()}")).Expect(200);
        Assert.Equal("queued", job.GetProperty("status").GetString());
        Assert.Equal(caller.Name, job.GetProperty("requested_by").GetString());
        Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$", job.GetProperty("traceparent").GetString());
        var shown = (await caller.GetAsync($"/api/v1/sessions/{session}")).Expect(200);
        Assert.True(shown.GetProperty("duration_seconds").GetDouble() >= 0);
        Assert.Equal(1, shown.GetProperty("measurement_count").GetInt64());
    }

    [Fact]
    public async Task Without_a_recording_there_is_nothing_to_extract()
    {
        var session = await Api.Admin.CreateSessionAsync();
        var completed = (await Api.Admin.PostAsync($"/api/v1/sessions/{session}/complete")).Expect(200);
        Assert.Equal(JsonValueKind.Null, completed.GetProperty("feature_extraction_task_id").ValueKind);
        (await Api.Admin.GetAsync($"/api/v1/sessions/{session}/features")).ExpectProblem(409, "nothing_recorded");
        (await Api.Admin.PostAsync($"/api/v1/sessions/{session}/extract")).ExpectProblem(409, "nothing_recorded");
    }

    [Fact]
    public async Task How_a_session_ended_is_final()
    {
        var failed = await Api.Admin.CreateSessionAsync();
        var answer = (await Api.Admin.PostAsync($"/api/v1/sessions/{failed}/fail", new { reason = "the antenna fell down" })).Expect(200);
        Assert.Equal("failed", answer.GetProperty("status").GetString());
        Assert.Equal("the antenna fell down", answer.GetProperty("failure_reason").GetString());
        (await Api.Admin.PostAsync($"/api/v1/sessions/{failed}/complete")).ExpectProblem(409, "session_failed");
        (await Api.Admin.PostAsync($"/api/v1/sessions/{failed}/extract")).ExpectProblem(409, "session_failed");
        (await Api.Admin.PostAsync($"/api/v1/sessions/{failed}/fail", new { reason = "again" })).Expect(200);

        var completed = await Api.Admin.CreateSessionAsync();
        (await Api.Admin.PostAsync($"/api/v1/sessions/{completed}/complete")).Expect(200);
        (await Api.Admin.PostAsync($"/api/v1/sessions/{completed}/fail", new { reason = "too late" })).ExpectProblem(409, "session_closed");
        (await Api.Admin.PostAsync($"/api/v1/sessions/{completed}/fail", new { reason = " " })).ExpectProblem(422, "invalid_request");
    }

    [Fact]
    public async Task Operators_change_only_their_own_sessions_and_see_all()
    {
        using var mine = await Api.CreateClientAsync("operator");
        using var other = await Api.CreateClientAsync("operator");
        var session = await mine.CreateSessionAsync();
        var station = await Api.CreateStationAsync();

        (await other.GetAsync($"/api/v1/sessions/{session}")).Expect(200);
        (await other.PostAsync($"/api/v1/sessions/{session}/complete")).ExpectProblem(404, "session_not_found");
        (await other.PostAsync($"/api/v1/sessions/{session}/fail", new { reason = "mischief" })).ExpectProblem(404, "session_not_found");
        (await other.PostAsync($"/api/v1/sessions/{session}/extract")).ExpectProblem(404, "session_not_found");
        (await other.UploadAsync(session, $"station_id={station}&{Samples}", new byte[8])).ExpectProblem(404, "session_not_found");
        (await other.PostAsync($"/api/v1/sessions/{session}/measurements", new { station_id = station, iq_data_location = "a/b", datatype = "wav" }))
            .ExpectProblem(404, "session_not_found");
        (await Api.Admin.PostAsync($"/api/v1/sessions/{session}/complete")).Expect(200);
    }

    [Fact]
    public async Task An_unknown_session_is_not_found_in_the_words_people_look_for()
    {
        var id = Guid.NewGuid();
        foreach (var (answer, words) in new[]
        {
            (await Api.Admin.PostAsync($"/api/v1/sessions/{id}/complete"), "Recording session not found"),
            (await Api.Admin.PostAsync($"/api/v1/sessions/{id}/fail", new { reason = "x" }), "Session not found"),
            (await Api.Admin.PostAsync($"/api/v1/sessions/{id}/extract"), "Session not found"),
            (await Api.Admin.GetAsync($"/api/v1/sessions/{id}"), "Session not found"),
            (await Api.Admin.GetAsync($"/api/v1/sessions/{id}/features"), "Session not found"),
            (await Api.Admin.GetAsync($"/api/v1/sessions/{id}/measurements"), "Session not found"),
        })
        {
            var problem = answer.ExpectProblem(404, "session_not_found");
            Assert.Equal(words, problem.GetProperty("title").GetString());
            Assert.StartsWith(words, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Lists_show_the_latest_first_and_filter_by_state_and_features()
    {
        var empty = new ApiFixture();
        await empty.InitializeAsync();
        var (api, ledger) = (empty.Api, empty.Ledger);
        var queued = await ledger.CompleteSessionAsync(1, At(1));
        var withFeatures = await ledger.CompleteSessionAsync(1, At(2));
        var failed = await ledger.CompleteSessionAsync(1, At(3));
        var open = await ledger.StartSessionAsync(1, At(4));
        await Settle(withFeatures.Id, bad: 0);
        await Settle(failed.Id, bad: 1);

        async Task Settle(Guid session, int bad)
        {
            foreach (var job in await ledger.Queue.ClaimAsync("w", 10, [LedgerScenario.RfIq], TimeSpan.FromMinutes(1), CancellationToken.None))
            {
                if (job.RecordingSessionId == session)
                {
                    await ledger.SettleAsync(job, bad);
                }
                else
                {
                    await ledger.Queue.ReleaseAsync(job.Lease, CancellationToken.None);
                }
            }
        }

        async Task<IEnumerable<Guid>> List(string query) =>
            (await api.Admin.GetAsync($"/api/v1/sessions?{query}")).Expect(200).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid());

        Assert.Equal([open.Id, failed.Id, withFeatures.Id, queued.Id], await List(""));
        Assert.Equal([open.Id], await List("status=in_progress"));
        Assert.Equal([failed.Id, withFeatures.Id, queued.Id], await List("status=completed"));
        Assert.Equal([withFeatures.Id], await List("features=present"));
        Assert.Equal([failed.Id], await List("features=failed"));
        Assert.Empty(await List("features=missing"));
        (await api.Admin.GetAsync("/api/v1/sessions?status=open&features=some")).ExpectProblem(422, "invalid_request");

        var first = (await api.Admin.GetAsync("/api/v1/sessions?limit=3")).Expect(200);
        Assert.Equal([queued.Id], await List($"limit=3&cursor={first.GetProperty("next_cursor").GetString()}"));
        await empty.DisposeAsync();
    }

    [Fact]
    public async Task A_listed_session_shows_all_that_it_shows_alone_and_what_became_of_its_features()
    {
        var begun = (await Api.Admin.PostAsync(
            "/api/v1/sessions", new { name = "evening", frequency_hz = 7_100_000, bandwidth_hz = 2_700, session_start = "2026-08-01T18:30:00Z", notes = "two\nlines" })).Expect(201);
        var id = begun.GetProperty("id").GetGuid();
        (await Api.Admin.PostAsync($"/api/v1/sessions/{id}/fail", new { reason = "the antenna fell down" })).Expect(200);

        var alone = (await Api.Admin.GetAsync($"/api/v1/sessions/{id}")).Expect(200).EnumerateObject().ToList();
        var listed = Assert.Single(
            (await Api.Admin.GetAsync("/api/v1/sessions?status=failed&limit=100")).Expect(200).GetProperty("items").EnumerateArray(),
            item => item.GetProperty("id").GetGuid() == id);

        Assert.Equal(
            [.. alone.Select(member => member.Name), "features_state", "mean_snr_db", "overall_confidence", "num_receivers_detected", "receivers_failed"],
            listed.EnumerateObject().Select(member => member.Name));
        Assert.All(alone, member => Assert.Equal(member.Value.GetRawText(), listed.GetProperty(member.Name).GetRawText()));
    }

    private static DateTimeOffset At(int hour) => new(2026, 8, 1, hour, 0, 0, TimeSpan.Zero);
}
