using System.Text.Json;

namespace Heimdall.Tests.Api;

public sealed class StationTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private RunningApi Api => fixture.Api;

    [Fact]
    public async Task A_station_is_created_shown_and_changed()
    {
        using var caller = await Api.CreateClientAsync("operator");
        var created = await caller.PostAsync(
            "/api/v1/stations",
            new { name = "Giaveno è su", url = "http://websdr.example:8073/", latitude = 45.0293, longitude = 7.2302, altitude_m = 1000.5, calibration_offset_db = -52.5, dc_guard_bins = 0 });
        var station = created.Expect(201);
        var path = $"/api/v1/stations/{station.GetProperty("id").GetGuid()}";
        Assert.Equal(path, created.Headers["Location"]);
        Assert.Contains("Giaveno è su", created.Text, StringComparison.Ordinal);
        Assert.True(station.GetProperty("is_active").GetBoolean());
        Assert.EndsWith("Z", station.GetProperty("created_at").GetString(), StringComparison.Ordinal);

        var changed = (await caller.PatchAsync(path, new { latitude = 44.5, is_active = false })).Expect(200);
        Assert.Equal(44.5, changed.GetProperty("latitude").GetDouble());
        Assert.Equal(7.2302, changed.GetProperty("longitude").GetDouble());
        Assert.Equal(-52.5, changed.GetProperty("calibration_offset_db").GetDouble());
        Assert.False(changed.GetProperty("is_active").GetBoolean());

        Assert.Equal(("http://websdr.example:8073/", 1000.5), (changed.GetProperty("url").GetString(), changed.GetProperty("altitude_m").GetDouble()));

        var uncalibrated = (await caller.PatchAsync(path, new { calibration_offset_db = (double?)null, url = (string?)null, altitude_m = (double?)null })).Expect(200);
        Assert.Equal(JsonValueKind.Null, uncalibrated.GetProperty("calibration_offset_db").ValueKind);
        Assert.Equal(JsonValueKind.Null, uncalibrated.GetProperty("url").ValueKind);
        Assert.Equal(JsonValueKind.Null, uncalibrated.GetProperty("altitude_m").ValueKind);
        Assert.Equal(0, uncalibrated.GetProperty("dc_guard_bins").GetInt32());
        Assert.Equal(uncalibrated.GetRawText(), (await caller.GetAsync(path)).Expect(200).GetRawText());
    }

    [Fact]
    public async Task Defaults_are_two_guard_bins_and_no_calibration()
    {
        var station = (await Api.Admin.PostAsync("/api/v1/stations", new { name = "plain", latitude = 0, longitude = 0 })).Expect(201);
        Assert.Equal(2, station.GetProperty("dc_guard_bins").GetInt32());
        Assert.Equal(JsonValueKind.Null, station.GetProperty("calibration_offset_db").ValueKind);
        Assert.Equal(JsonValueKind.Null, station.GetProperty("url").ValueKind);
    }

    [Fact]
    public async Task Every_wrong_field_is_named_at_once()
    {
        var answer = await Api.Admin.PostAsync(
            "/api/v1/stations", new { url = "ftp://x", latitude = 90.1, longitude = -181, altitude_m = 30_000, calibration_offset_db = 400, dc_guard_bins = 17 });
        answer.ExpectProblem(422, "invalid_request");
        Assert.Equal(["altitude_m", "calibration_offset_db", "dc_guard_bins", "latitude", "longitude", "name", "url"], answer.Fields);

        var station = await Api.CreateStationAsync();
        answer = await Api.Admin.PatchAsync($"/api/v1/stations/{station}", new { name = " ", latitude = -91 });
        answer.ExpectProblem(422, "invalid_request");
        Assert.Equal(["latitude", "name"], answer.Fields);
    }

    [Fact]
    public async Task A_name_belongs_to_one_station()
    {
        await Api.CreateStationAsync("Torino");
        (await Api.Admin.PostAsync("/api/v1/stations", new { name = "Torino", latitude = 1, longitude = 1 })).ExpectProblem(409, "station_name_taken");
        var other = await Api.CreateStationAsync();
        (await Api.Admin.PatchAsync($"/api/v1/stations/{other}", new { name = "Torino" })).ExpectProblem(409, "station_name_taken");
    }

    [Fact]
    public async Task An_unknown_station_is_not_found()
    {
        (await Api.Admin.GetAsync($"/api/v1/stations/{Guid.NewGuid()}")).ExpectProblem(404, "station_not_found");
        (await Api.Admin.PatchAsync($"/api/v1/stations/{Guid.NewGuid()}", new { latitude = 1 })).ExpectProblem(404, "station_not_found");
    }

    [Fact]
    public async Task Pages_of_a_list_show_everything_once()
    {
        var ids = new HashSet<Guid>();
        for (var i = 0; i < 7; i++)
        {
            ids.Add(await Api.CreateStationAsync());
        }

        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = (await Api.Admin.GetAsync($"/api/v1/stations?limit=3{(cursor is null ? "" : $"&cursor={cursor}")}")).Expect(200);
            var items = page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid()).ToList();
            Assert.InRange(items.Count, 1, 3);
            seen.AddRange(items);
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Superset(ids, seen.ToHashSet());
    }

    [Theory]
    [InlineData("limit=0", 422, "invalid_request")]
    [InlineData("limit=501", 422, "invalid_request")]
    [InlineData("limit=many", 400, "invalid_request")]
    [InlineData("cursor=%25%25", 400, "invalid_cursor")]
    public async Task A_page_that_cannot_be_is_refused(string query, int status, string code) =>
        (await Api.Admin.GetAsync($"/api/v1/stations?{query}")).ExpectProblem(status, code);
}
