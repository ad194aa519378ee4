using Npgsql;

namespace Heimdall.Tests.Api;

/// <summary>Errors: problem details everywhere, in words that help, without the API's insides.</summary>
public sealed class ProblemTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private RunningApi Api => fixture.Api;

    [Fact]
    public async Task What_is_not_there_says_so_with_and_without_a_key()
    {
        (await Api.Anonymous.GetAsync("/nothing")).ExpectProblem(404, "not_found");
        (await Api.Admin.GetAsync("/api/v1/nothing")).ExpectProblem(404, "not_found");
        (await Api.Admin.SendAsync(HttpMethod.Get, "/api/v1/nothing", null, ("Accept", "text/html"))).ExpectProblem(404, "not_found");
    }

    [Fact]
    public async Task A_wrong_method_is_answered_with_the_right_ones()
    {
        var answer = await Api.Admin.DeleteAsync("/api/v1/stations");
        answer.ExpectProblem(405, "method_not_allowed");
        Assert.Equal("GET, POST", answer.Headers["Allow"]);
    }

    [Fact]
    public async Task A_body_of_another_type_is_refused() =>
        (await Api.Admin.PostTextAsync("/api/v1/stations", "name=x", "application/x-www-form-urlencoded")).ExpectProblem(415, "unsupported_media_type");

    [Fact]
    public async Task A_json_body_above_one_mebibyte_is_refused() =>
        (await Api.Admin.PostTextAsync("/api/v1/stations", $$"""{"name":"{{new string('x', 1024 * 1024)}}"}""")).ExpectProblem(413, "body_too_large");

    [Theory]
    [InlineData("""{"name":"x","latitude":1,"longitude":2,"lat":3}""", "lat")]
    [InlineData("""{"name":"x","latitude":"1","longitude":2}""", "latitude")]
    [InlineData("""{"name":"x","latitude":1,"latitude":2,"longitude":2}""", "latitude")]
    [InlineData("""{"Name":"x","latitude":1,"longitude":2}""", "Name")]
    [InlineData("""{"name":"x","latitude":NaN,"longitude":2}""", "latitude")]
    [InlineData("""{"name":"x",""", "body")]
    [InlineData("[]", "body")]
    [InlineData("", "body")]
    [InlineData("null", "body")]
    public async Task A_body_that_cannot_be_read_names_the_member_and_no_type(string body, string field)
    {
        var answer = await Api.Admin.PostTextAsync("/api/v1/stations", body);
        answer.ExpectProblem(400, "invalid_request");
        Assert.Equal([field], answer.Fields);
        Assert.DoesNotContain("Heimdall.", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_time_that_is_none_is_named()
    {
        var answer = await Api.Admin.PostAsync("/api/v1/sessions", new { frequency_hz = 1, session_start = "next week" });
        answer.ExpectProblem(400, "invalid_request");
        Assert.Equal(["session_start"], answer.Fields);
    }

    [Fact]
    public async Task An_id_that_is_none_is_named()
    {
        var answer = await Api.Admin.GetAsync("/api/v1/sessions/latest");
        answer.ExpectProblem(400, "invalid_request");
        Assert.Equal(["id"], answer.Fields);
    }

    [Theory]
    [InlineData("/api/v1/stations?cursor=AA", 400)]
    [InlineData("/api/v1/jobs?feature_set=%00", 422)]
    [InlineData("/api/v1/admin/features/stats?feature_set=%00", 404)]
    [InlineData("/api/v1/admin/features/stats?feature_set=%00&feature_version=1", 404)]
    public async Task A_text_that_the_database_cannot_be_asked_about_is_the_callers_fault(string path, int status) =>
        (await Api.Admin.GetAsync(path)).Expect(status);

    [Fact]
    public async Task Without_the_database_calls_are_answered_503_and_the_process_lives()
    {
        var broken = new ApiFixture();
        await broken.InitializeAsync();
        var api = broken.Api;
        await using (var server = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(broken.Database.ConnectionString) { Database = "postgres" }.ConnectionString))
        {
            await server.OpenAsync();
            await using var drop = new NpgsqlCommand($"drop database {new NpgsqlConnectionStringBuilder(broken.Database.ConnectionString).Database} with (force)", server);
            await drop.ExecuteNonQueryAsync();
        }

        // The first use of a connection that the server closed says so in its own way, every further one in another.
        for (var i = 0; i < 3; i++)
        {
            var answer = await api.Admin.GetAsync("/api/v1/stations");
            answer.ExpectProblem(503, "database_unavailable");
            Assert.Equal("5", answer.Headers["Retry-After"]);
        }

        (await api.Anonymous.GetAsync("/health")).Expect(503);
        Assert.Equal("healthy", (await api.Anonymous.GetAsync("/alive")).Expect(200).GetProperty("status").GetString());
        await broken.DisposeAsync();
    }

    [Fact]
    public async Task A_failure_of_ours_shows_no_insides()
    {
        await using var connection = await fixture.Database.Source.OpenConnectionAsync();
        await using var rename = new NpgsqlCommand("alter table heimdall.job_attempts rename to hidden", connection);
        await rename.ExecuteNonQueryAsync();
        var session = await fixture.Ledger.CompleteSessionAsync();
        var answer = await Api.Admin.GetAsync($"/api/v1/jobs/{session.FeatureExtractionTaskId}");
        rename.CommandText = "alter table heimdall.hidden rename to job_attempts";
        await rename.ExecuteNonQueryAsync();

        var problem = answer.ExpectProblem(500, "internal_error");
        Assert.Matches("^[0-9a-f]{32}$", problem.GetProperty("trace_id").GetString());
        Assert.DoesNotContain("job_attempts", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Npgsql", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_answer_carries_the_security_headers_and_no_servers_name()
    {
        foreach (var path in new[] { "/health", "/api/v1/stations", "/nothing", "/docs/index.html", "/openapi/v1.json" })
        {
            var headers = (await Api.Anonymous.GetAsync(path)).Headers;
            Assert.Equal("nosniff", headers["X-Content-Type-Options"]);
            Assert.Equal("DENY", headers["X-Frame-Options"]);
            Assert.Equal("no-referrer", headers["Referrer-Policy"]);
            Assert.Contains("frame-ancestors 'none'", headers["Content-Security-Policy"], StringComparison.Ordinal);
            Assert.False(headers.ContainsKey("Server"));
        }

        Assert.Equal("no-store", (await Api.Admin.GetAsync("/api/v1/stations")).Headers["Cache-Control"]);
    }
}
