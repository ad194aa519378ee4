using Dapper;
using Heimdall.Api.Measurements;
using Microsoft.Extensions.DependencyInjection;

namespace Heimdall.Tests.Api;

/// <summary>What uploads leave behind when the process dies, and who removes it.</summary>
public sealed class UploadSweepTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private RunningApi Api => fixture.Api;

    [Fact]
    public async Task Old_intents_go_with_their_objects_and_nothing_else_does()
    {
        var station = await Api.CreateStationAsync();
        var session = await Api.Admin.CreateSessionAsync();
        async Task<(Guid Id, string Key)> Upload(int minute)
        {
            var measurement = (await Api.Admin.UploadAsync(session, $"station_id={station}&datatype=ci8&sample_rate_hz=1000&recorded_at=2026-08-01T00:{minute:00}:00Z", new byte[2_000])).Expect(201);
            return (measurement.GetProperty("id").GetGuid(), measurement.GetProperty("iq_data_location").GetString() ?? "");
        }

        var (orphan, referredTo, fresh, kept) = (await Upload(1), await Upload(2), await Upload(3), await Upload(4));
        await using (var connection = await fixture.Database.Source.OpenConnectionAsync())
        {
            // As a crash between the object and its row leaves it.
            await connection.ExecuteAsync("delete from heimdall.measurements where id = any(@ids)", new { ids = new[] { orphan.Id, fresh.Id } });
            foreach (var (upload, hours) in new[] { (orphan, 25), (referredTo, 25), (fresh, 23) })
            {
                await connection.ExecuteAsync(
                    "insert into heimdall.uploads (measurement_id, recording_session_id, object_key, created_by, created_at) values (@id, @session, @key, 'tester', now() - @hours * interval '1 hour')",
                    new { id = upload.Id, session, key = upload.Key, hours });
            }
        }

        var part = Directory.CreateDirectory(Path.Join(Api.Objects, "heimdall-raw-iq", ".uploads")).FullName;
        await File.WriteAllTextAsync(Path.Join(part, "old.part"), "x");
        File.SetLastWriteTimeUtc(Path.Join(part, "old.part"), TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-25));
        await File.WriteAllTextAsync(Path.Join(part, "new.part"), "x");

        Assert.Equal(3, await Api.Services.GetRequiredService<UploadSweep>().RunOnceAsync(CancellationToken.None));

        Assert.False(Exists(orphan.Key));
        Assert.True(Exists(referredTo.Key));
        Assert.True(Exists(fresh.Key));
        Assert.True(Exists(kept.Key));
        Assert.False(File.Exists(Path.Join(part, "old.part")));
        Assert.True(File.Exists(Path.Join(part, "new.part")));
        await using var after = await fixture.Database.Source.OpenConnectionAsync();
        Assert.Equal(fresh.Id, await after.QuerySingleAsync<Guid>("select measurement_id from heimdall.uploads"));
        Assert.Equal(0, await Api.Services.GetRequiredService<UploadSweep>().RunOnceAsync(CancellationToken.None));
    }

    private bool Exists(string key) => Api.StoredFiles.Any(file => file.EndsWith(key, StringComparison.Ordinal));
}
