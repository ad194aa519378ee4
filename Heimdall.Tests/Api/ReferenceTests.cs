using System.Text.Json;
using Heimdall.Ledger.Objects;
using Heimdall.Tests.Ledger.Objects;

namespace Heimdall.Tests.Api;

/// <summary>Recordings that are in the store already and only referred to.</summary>
public sealed class ReferenceTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const string Sha256 = "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855";

    private RunningApi Api => fixture.Api;

    [Fact]
    public async Task An_object_that_is_there_is_referred_to_with_its_length()
    {
        var station = await Api.CreateStationAsync();
        var first = await Api.Admin.CreateSessionAsync();
        var uploaded = (await Api.Admin.UploadAsync(first, $"station_id={station}&sample_rate_hz=48000&datatype=ci16_le", new byte[4_000])).Expect(201);
        var location = uploaded.GetProperty("iq_data_location").GetString();

        var second = await Api.Admin.CreateSessionAsync();
        var body = new { station_id = station, iq_data_location = location, sample_rate_hz = 48_000, datatype = "ci16_le", recorded_at = "2026-08-01T12:00:00Z" };
        var answer = await Api.Admin.PostAsync($"/api/v1/sessions/{second}/measurements", body);
        var measurement = answer.Expect(201);
        Assert.Equal(location, measurement.GetProperty("iq_data_location").GetString());
        Assert.Equal(4_000, measurement.GetProperty("iq_bytes").GetInt64());
        Assert.Equal(1_000, measurement.GetProperty("samples").GetInt64());
        Assert.Equal(JsonValueKind.Null, measurement.GetProperty("iq_sha256").ValueKind);
        Assert.Equal("2026-08-01T12:00:00Z", measurement.GetProperty("recorded_at").GetString());

        (await Api.Admin.PostAsync($"/api/v1/sessions/{second}/measurements", body)).Expect(200);
        (await Api.Admin.PostAsync($"/api/v1/sessions/{second}/measurements", body with { iq_data_location = "another/object" })).ExpectProblem(409, "measurement_exists");
        var listed = (await Api.Admin.GetAsync($"/api/v1/sessions/{second}/measurements")).Expect(200).GetProperty("items");
        Assert.Equal(measurement.GetRawText(), Assert.Single(listed.EnumerateArray()).GetRawText());
        (await Api.Admin.GetAsync($"/api/v1/sessions/{first}/measurements/{measurement.GetProperty("id").GetGuid()}")).ExpectProblem(404, "measurement_not_found");
    }

    [Theory]
    [InlineData("2026/01/01/nowhere.cf32")]
    [InlineData("s3://another-bucket/2026/nowhere.cf32")]
    public async Task An_object_that_is_not_there_may_be_referred_to(string location)
    {
        var session = await Api.Admin.CreateSessionAsync();
        var measurement = (await Api.Admin.PostAsync(
            $"/api/v1/sessions/{session}/measurements",
            new { station_id = await Api.CreateStationAsync(), iq_data_location = location, sample_rate_hz = 1e6, datatype = "cf32_le", iq_sha256 = Sha256 })).Expect(201);
        Assert.Equal(JsonValueKind.Null, measurement.GetProperty("iq_bytes").ValueKind);
        Assert.Equal(JsonValueKind.Null, measurement.GetProperty("samples").ValueKind);
        Assert.Equal(Sha256.ToLowerInvariant(), measurement.GetProperty("iq_sha256").GetString());
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("file:///etc/passwd")]
    [InlineData("s3://UPPER/x")]
    [InlineData("")]
    [InlineData(".uploads/x")]
    public async Task A_location_outside_the_bucket_is_refused(string location)
    {
        var answer = await Api.Admin.PostAsync(
            $"/api/v1/sessions/{await Api.Admin.CreateSessionAsync()}/measurements",
            new { station_id = Guid.NewGuid(), iq_data_location = location, sample_rate_hz = 1e6, datatype = "cf32_le" });
        answer.ExpectProblem(422, "invalid_request");
        Assert.Equal(["iq_data_location"], answer.Fields);
    }

    [Fact]
    public async Task What_is_no_file_is_refused_without_waiting_for_it()
    {
        var session = await Api.Admin.CreateSessionAsync();
        var station = await Api.CreateStationAsync();
        await Api.Admin.UploadAsync(session, $"station_id={station}&sample_rate_hz=48000&datatype=ci16_le", new byte[4_000]);
        NamedPipe.Make(Path.Join(Api.Objects, new ObjectStoreOptions().Bucket, "pipe.cf32"));

        var answer = await Api.Admin.PostAsync(
            $"/api/v1/sessions/{session}/measurements",
            new { station_id = station, iq_data_location = "pipe.cf32", sample_rate_hz = 1e6, datatype = "cf32_le", recorded_at = "2026-08-01T12:00:00Z" }).WaitAsync(TimeSpan.FromSeconds(30));

        answer.ExpectProblem(422, "invalid_request");
        Assert.Equal(["iq_data_location"], answer.Fields);
    }

    [Fact]
    public async Task Every_wrong_field_is_named_at_once()
    {
        var answer = await Api.Admin.PostAsync($"/api/v1/sessions/{await Api.Admin.CreateSessionAsync()}/measurements", new { datatype = "mp3", iq_sha256 = "12", frequency_hz = -1 });
        answer.ExpectProblem(422, "invalid_request");
        Assert.Equal(["datatype", "frequency_hz", "iq_data_location", "iq_sha256", "sample_rate_hz", "station_id"], answer.Fields);
    }

    [Fact]
    public async Task A_closed_session_and_an_unknown_station_refuse_it()
    {
        var session = await Api.Admin.CreateSessionAsync();
        object Body(Guid station) => new { station_id = station, iq_data_location = "a/b", sample_rate_hz = 1, datatype = "ci8" };
        (await Api.Admin.PostAsync($"/api/v1/sessions/{session}/measurements", Body(Guid.NewGuid()))).ExpectProblem(422, "station_not_found");
        (await Api.Admin.PostAsync($"/api/v1/sessions/{session}/complete")).Expect(200);
        (await Api.Admin.PostAsync($"/api/v1/sessions/{session}/measurements", Body(await Api.CreateStationAsync()))).ExpectProblem(409, "session_closed");
    }
}
