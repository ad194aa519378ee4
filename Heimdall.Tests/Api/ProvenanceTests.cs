using System.Text.Json;
using Dapper;
using Heimdall.Api.Measurements;
using Heimdall.Ledger.Jobs;
using Heimdall.Tests.Ledger;

namespace Heimdall.Tests.Api;

/// <summary>A recording by its own id, with all that became of it.</summary>
public sealed class ProvenanceTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private RunningApi Api => fixture.Api;

    [Fact]
    public async Task A_recording_shows_its_origin_and_what_became_of_it_at_every_step()
    {
        using var viewer = await Api.CreateClientAsync("viewer");
        var session = await fixture.Ledger.StartSessionAsync();
        var recordings = await fixture.Ledger.Measurements.ListAsync(session.Id, CancellationToken.None);
        var shown = (await viewer.GetAsync($"/api/v1/measurements/{recordings[0].Id}")).Expect(200);
        Assert.Equal(recordings[0].Id, shown.GetProperty("measurement").GetProperty("id").GetGuid());
        Assert.Equal((session.Id, "in_progress"), (shown.GetProperty("session").GetProperty("id").GetGuid(), shown.GetProperty("session").GetProperty("status").GetString()));
        Assert.Equal(recordings[0].StationName, shown.GetProperty("station").GetProperty("name").GetString());
        Assert.Equal("missing", Extraction(shown).GetProperty("state").GetString());
        Assert.Equal(JsonValueKind.Null, Extraction(shown).GetProperty("job").ValueKind);

        await fixture.Ledger.CompleteAsync(session.Id);
        Assert.Equal("queued", await StateAsync(viewer, recordings[0].Id));
        var job = await fixture.Ledger.ClaimOneAsync("worker 7");
        Assert.Equal("extracting", await StateAsync(viewer, recordings[0].Id));
        await fixture.Ledger.SettleAsync(job, failed: 1);

        var failed = Extraction((await viewer.GetAsync($"/api/v1/measurements/{recordings[0].Id}")).Expect(200));
        Assert.Equal(("failed", "too_short"), (failed.GetProperty("state").GetString(), failed.GetProperty("error_code").GetString()));
        Assert.Equal(ErrorAdvice.For("too_short", null), failed.GetProperty("advice").GetString());
        Assert.Equal((job.Id, "completed", 1, "worker 7"), (
            failed.GetProperty("job").GetProperty("id").GetGuid(),
            failed.GetProperty("job").GetProperty("status").GetString(),
            failed.GetProperty("job").GetProperty("attempt").GetInt32(),
            failed.GetProperty("job").GetProperty("worker").GetString()));
        Assert.Matches("^[0-9a-f]{32}$", failed.GetProperty("job").GetProperty("trace_id").GetString());

        var good = Extraction((await viewer.GetAsync($"/api/v1/measurements/{recordings[1].Id}")).Expect(200));
        Assert.Equal(("ok", "test"), (good.GetProperty("state").GetString(), good.GetProperty("extractor_version").GetString()));
        Assert.Equal(64, good.GetProperty("iq_sha256").GetString()!.Length);
        Assert.Equal(JsonValueKind.Null, good.GetProperty("advice").ValueKind);
    }

    [Fact]
    public async Task A_recording_whose_job_was_cancelled_says_what_to_do()
    {
        var session = await fixture.Ledger.CompleteSessionAsync();
        await new JobCancellations(fixture.Database.Source).CancelAsync(Assert.NotNull(session.FeatureExtractionTaskId), "bob", CancellationToken.None);
        var recording = (await fixture.Ledger.Measurements.ListAsync(session.Id, CancellationToken.None))[0];
        var cancelled = Extraction((await Api.Admin.GetAsync($"/api/v1/measurements/{recording.Id}")).Expect(200));
        Assert.Equal("failed", cancelled.GetProperty("state").GetString());
        Assert.Equal(ErrorAdvice.For(null, JobErrorKind.Cancelled), cancelled.GetProperty("advice").GetString());
        Assert.NotEmpty(cancelled.GetProperty("error_message").GetString()!);
    }

    [Fact]
    public async Task An_unknown_recording_is_a_404() =>
        (await Api.Admin.GetAsync($"/api/v1/measurements/{Guid.NewGuid()}")).ExpectProblem(404, "unknown_measurement");

    [Fact]
    public async Task Every_error_that_the_schema_knows_has_its_advice()
    {
        await using var connection = await fixture.Database.Source.OpenConnectionAsync();
        async Task<IEnumerable<string>> AllowedAsync(string constraint) => await connection.QueryAsync<string>(
            "select unnest(regexp_split_to_array(substring(pg_get_constraintdef(oid) from 'ARRAY\\[(.*)\\]'), '::text(, )?')) from pg_constraint where conname = @constraint", new { constraint });
        Assert.Equal(Clean(await AllowedAsync("receiver_features_error_code_check")), ErrorAdvice.Codes.Order(StringComparer.Ordinal));
        Assert.Equal(JobErrorKind.All.Order(StringComparer.Ordinal), ErrorAdvice.Kinds.Order(StringComparer.Ordinal));

        static IEnumerable<string> Clean(IEnumerable<string> names) =>
            names.Select(name => name.Trim('\'', ' ', '(', ')')).Where(name => name.Length > 0).Order(StringComparer.Ordinal);
    }

    private static async Task<string?> StateAsync(ApiClient client, Guid id) =>
        Extraction((await client.GetAsync($"/api/v1/measurements/{id}")).Expect(200)).GetProperty("state").GetString();

    private static JsonElement Extraction(JsonElement shown) => Assert.Single(
        shown.GetProperty("extractions").EnumerateArray(), extraction => extraction.GetProperty("feature_set").GetString() == LedgerScenario.RfIq.Name);
}
