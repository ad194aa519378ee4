using Heimdall.Api;
using Heimdall.Api.Hosting;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.Api;

/// <summary>How the API starts, and when it does not.</summary>
public sealed class StartTests
{
    private const string Nowhere = "Host=127.0.0.1;Port=1;Username=nobody;Database=nothing;Timeout=1";

    [Theory]
    [InlineData("--HEIMDALL_ADMIN_KEY=", "HEIMDALL_ADMIN_KEY is not set")]
    [InlineData("--HEIMDALL_ADMIN_KEY=fifteen letters", "HEIMDALL_ADMIN_KEY has 15 characters")]
    [InlineData("--Uploads:MaxBytes=0", "Uploads__MaxBytes is '0'")]
    [InlineData("--Uploads:MaxBytes=4GB", "Uploads__MaxBytes is '4GB'")]
    [InlineData("--Uploads:MaxConcurrent=1025", "Uploads__MaxConcurrent is '1025'")]
    [InlineData("--Uploads:MeasurementsPerSession=0", "Uploads__MeasurementsPerSession is '0'")]
    [InlineData("--ConnectionStrings:heimdall=", "ConnectionStrings__heimdall is not set")]
    [InlineData("--ConnectionStrings:minio=", "ConnectionStrings__minio is not set")]
    [InlineData("--ConnectionStrings:minio=Endpoint=nonsense", "ConnectionStrings__minio")]
    public void A_bad_setting_stops_the_start_with_its_name(string setting, string message)
    {
        string[] good = [$"--HEIMDALL_ADMIN_KEY={RunningApi.AdminKey}", "--ConnectionStrings:minio=Endpoint=file:///tmp/heimdall-nothing", $"--ConnectionStrings:heimdall={Nowhere}"];
        var error = Assert.Throws<InvalidSettingException>(() => ApiApplication.Build([.. good, setting]));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("fifteen letters", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_database_is_away_it_lives_waits_and_says_so()
    {
        await using var api = await RunningApi.StartAsync(Nowhere, isReady: false);
        (await api.Anonymous.GetAsync("/alive")).Expect(200);
        (await api.Anonymous.GetAsync("/health")).Expect(503);
        (await api.Admin.GetAsync("/api/v1/stations")).ExpectProblem(503, "starting");
        await Eventually.HoldsAsync(() => api.Log.Lines.Any(line => line.Text.StartsWith("Waiting for the database", StringComparison.Ordinal)), TimeSpan.FromSeconds(10), "it says that it waits");
    }

    [Fact]
    public async Task An_empty_database_gets_its_schema()
    {
        await using var api = await RunningApi.StartAsync(await PostgresServer.CreateDatabaseAsync());
        (await api.Admin.GetAsync("/api/v1/sessions")).Expect(200);
    }

    [Fact]
    public async Task A_schema_from_the_future_ends_it_with_the_reason()
    {
        var database = new TestDatabase();
        await database.InitializeAsync();
        await using (var command = database.Source.CreateCommand("insert into heimdall.schema_migrations (version, name, sha256) values (9999, 'future', '\\x00')"))
        {
            await command.ExecuteNonQueryAsync();
        }

        var exitCode = Environment.ExitCode;
        await using var api = await RunningApi.StartAsync(database.ConnectionString, isReady: false);
        await Eventually.HoldsAsync(
            () => api.Log.Lines.Any(line => line.Text.StartsWith("The API cannot start: The database has schema step 9999", StringComparison.Ordinal)), TimeSpan.FromSeconds(10), "it says why it ends");
        Assert.Equal(1, Environment.ExitCode);
        Environment.ExitCode = exitCode;
        await database.DisposeAsync();
    }
}
