using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.Api;

/// <summary>Recordings that come in as the body of a request.</summary>
public sealed class UploadTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private RunningApi Api => fixture.Api;

    [Fact]
    public async Task An_upload_is_stored_hashed_and_recorded()
    {
        using var caller = await Api.CreateClientAsync("operator");
        var session = await caller.CreateSessionAsync();
        var station = await Api.CreateStationAsync();
        var samples = Samples(1, 80_000);
        var answer = await caller.UploadAsync(session, $"station_id={station}&sample_rate_hz=200000.5&datatype=cf32_le&frequency_hz=145000000&recorded_at=2026-08-01T12:00:00.250Z", samples);
        var measurement = answer.Expect(201);

        Assert.Equal(session, measurement.GetProperty("session_id").GetGuid());
        Assert.Equal(station, measurement.GetProperty("station_id").GetGuid());
        Assert.Equal("cf32_le", measurement.GetProperty("datatype").GetString());
        Assert.Equal(200_000.5, measurement.GetProperty("sample_rate_hz").GetDouble());
        Assert.Equal(10_000, measurement.GetProperty("samples").GetInt64());
        Assert.Equal(80_000, measurement.GetProperty("iq_bytes").GetInt64());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(samples)), measurement.GetProperty("iq_sha256").GetString());
        Assert.Equal(145_000_000, measurement.GetProperty("frequency_hz").GetInt64());
        Assert.Equal("2026-08-01T12:00:00.25Z", measurement.GetProperty("recorded_at").GetString());
        var key = $"2026/08/01/{station}/145000000/20260801T120000250Z_{measurement.GetProperty("id").GetGuid()}.cf32";
        Assert.Equal(key, measurement.GetProperty("iq_data_location").GetString());
        Assert.Equal(samples, await File.ReadAllBytesAsync(Assert.Single(Api.StoredFiles, file => file.EndsWith(key, StringComparison.Ordinal))));
        Assert.Equal(measurement.GetRawText(), (await caller.GetAsync(answer.Headers["Location"])).Expect(200).GetRawText());
        Assert.Equal(0, await IntentsAsync(session));
    }

    [Fact]
    public async Task Frequency_and_time_are_the_sessions_where_the_upload_names_none()
    {
        var session = (await Api.Admin.PostAsync("/api/v1/sessions", new { frequency_hz = 14_074_000, session_start = "2026-07-01T00:00:00Z" })).Expect(201);
        var id = session.GetProperty("id").GetGuid();
        var measurement = (await Api.Admin.UploadAsync(id, $"station_id={await Api.CreateStationAsync()}&datatype=wav", new byte[100])).Expect(201);
        Assert.Equal(14_074_000, measurement.GetProperty("frequency_hz").GetInt64());
        Assert.Equal("2026-07-01T00:00:00Z", measurement.GetProperty("recorded_at").GetString());
        Assert.Equal(JsonValueKind.Null, measurement.GetProperty("sample_rate_hz").ValueKind);
        Assert.Equal(JsonValueKind.Null, measurement.GetProperty("samples").ValueKind);
    }

    [Fact]
    public async Task The_same_bytes_again_are_the_same_measurement_and_leave_nothing()
    {
        var (session, query) = await OpenAsync();
        var first = (await Api.Admin.UploadAsync(session, query, Samples(1))).Expect(201);
        var again = (await Api.Admin.UploadAsync(session, query, Samples(1))).Expect(200);
        Assert.Equal(first.GetRawText(), again.GetRawText());
        Assert.Single(FilesOf(query));
        Assert.Equal(0, await IntentsAsync(session));
    }

    [Fact]
    public async Task Other_bytes_of_the_same_moment_are_refused_and_leave_nothing()
    {
        var (session, query) = await OpenAsync();
        var first = (await Api.Admin.UploadAsync(session, query, Samples(1))).Expect(201);
        var problem = (await Api.Admin.UploadAsync(session, query, Samples(2))).ExpectProblem(409, "measurement_exists");
        Assert.Equal(first.GetProperty("id").GetGuid(), problem.GetProperty("measurement_id").GetGuid());
        Assert.Single(FilesOf(query));
        Assert.Equal(0, await IntentsAsync(session));
        (await Api.Admin.UploadAsync(session, query + "&recorded_at=2026-08-01T12:00:01Z", Samples(2))).Expect(201);
    }

    [Fact]
    public async Task After_its_end_a_session_takes_nothing()
    {
        var (session, query) = await OpenAsync();
        (await Api.Admin.PostAsync($"/api/v1/sessions/{session}/complete")).Expect(200);
        (await Api.Admin.UploadAsync(session, query, Samples(1))).ExpectProblem(409, "session_closed");
        var (failed, other) = await OpenAsync();
        (await Api.Admin.PostAsync($"/api/v1/sessions/{failed}/fail", new { reason = "storm" })).Expect(200);
        (await Api.Admin.UploadAsync(failed, other, Samples(1))).ExpectProblem(409, "session_failed");
        Assert.Empty(FilesOf(query));
    }

    [Theory]
    [InlineData("datatype=cf32_le", "sample_rate_hz", "station_id")]
    [InlineData("station_id=00000000-0000-0000-0000-000000000001&datatype=cf16&sample_rate_hz=0", "datatype", "sample_rate_hz")]
    [InlineData("station_id=00000000-0000-0000-0000-000000000001&datatype=ci8&sample_rate_hz=NaN", "sample_rate_hz")]
    [InlineData("station_id=00000000-0000-0000-0000-000000000001&datatype=ci8&sample_rate_hz=Infinity&frequency_hz=0", "frequency_hz", "sample_rate_hz")]
    [InlineData("station_id=00000000-0000-0000-0000-000000000001&datatype=npy", "sample_rate_hz")]
    [InlineData("station_id=00000000-0000-0000-0000-000000000001&datatype=ci8&sample_rate_hz=200000001", "sample_rate_hz")]
    [InlineData("station_id=00000000-0000-0000-0000-000000000001&datatype=ci8&sample_rate_hz=1&recorded_at=1812-01-01T00:00:00Z", "recorded_at")]
    public async Task Every_wrong_parameter_is_named_at_once(string query, params string[] fields)
    {
        var answer = await Api.Admin.UploadAsync(await Api.Admin.CreateSessionAsync(), query, Samples(1));
        answer.ExpectProblem(422, "invalid_request");
        Assert.Equal(fields, answer.Fields);
    }

    [Theory]
    [InlineData("station_id=x", "station_id")]
    [InlineData("sample_rate_hz=fast", "sample_rate_hz")]
    [InlineData("recorded_at=yesterday", "recorded_at")]
    [InlineData("recorded_at=01/02/2026", "recorded_at")]
    [InlineData("frequency_hz=1.5", "frequency_hz")]
    public async Task A_parameter_that_cannot_be_read_is_named(string query, string field)
    {
        var answer = await Api.Admin.UploadAsync(await Api.Admin.CreateSessionAsync(), query, Samples(1));
        answer.ExpectProblem(400, "invalid_request");
        Assert.Equal([field], answer.Fields);
    }

    [Fact]
    public async Task An_unknown_datatype_is_answered_with_the_known_ones()
    {
        var answer = await Api.Admin.UploadAsync(await Api.Admin.CreateSessionAsync(), $"station_id={await Api.CreateStationAsync()}&datatype=f32&sample_rate_hz=1", Samples(1));
        Assert.Contains("cf32_be, cf32_le", answer.ExpectProblem(422, "invalid_request").GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_station_that_is_unknown_or_at_rest_records_nothing()
    {
        var session = await Api.Admin.CreateSessionAsync();
        (await Api.Admin.UploadAsync(session, $"station_id={Guid.NewGuid()}&sample_rate_hz=1&datatype=ci8", Samples(1))).ExpectProblem(422, "station_not_found");
        var resting = await Api.CreateStationAsync();
        (await Api.Admin.PatchAsync($"/api/v1/stations/{resting}", new { is_active = false })).Expect(200);
        (await Api.Admin.UploadAsync(session, $"station_id={resting}&sample_rate_hz=1&datatype=ci8", Samples(1))).ExpectProblem(422, "station_not_found");
    }

    [Fact]
    public async Task An_empty_body_is_no_recording()
    {
        var (session, query) = await OpenAsync();
        (await Api.Admin.UploadAsync(session, query, [])).ExpectProblem(422, "empty_body");
        (await Api.Admin.SendAsync(HttpMethod.Post, $"/api/v1/sessions/{session}/measurements?{query}", new StreamContent(new EndlessStream(0)))).ExpectProblem(422, "empty_body");
        Assert.Empty(FilesOf(query));
        Assert.Equal(0, await IntentsAsync(session));
    }

    [Fact]
    public async Task A_body_that_wraps_the_samples_is_refused_and_says_how_to_send_them()
    {
        var (session, query) = await OpenAsync();
        var path = $"/api/v1/sessions/{session}/measurements?{query}";
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Samples(1)), "file", "a.cf32" } };
        var refused = (await Api.Admin.SendAsync(HttpMethod.Post, path, form)).ExpectProblem(415, "unsupported_media_type");
        Assert.Contains("--data-binary", refused.GetProperty("detail").GetString(), StringComparison.Ordinal);

        var packed = new ByteArrayContent(Samples(1));
        packed.Headers.ContentEncoding.Add("gzip");
        (await Api.Admin.SendAsync(HttpMethod.Post, path, packed)).ExpectProblem(415, "unsupported_content_encoding");
        Assert.Empty(FilesOf(query));
    }

    [Fact]
    public async Task A_body_above_the_limit_is_refused_whether_or_not_it_says_so()
    {
        await using var api = await RunningApi.StartAsync(fixture.Database.ConnectionString, settings: "--Uploads:MaxBytes=1000000");
        var session = await api.Admin.CreateSessionAsync();
        var path = $"/api/v1/sessions/{session}/measurements?station_id={await api.CreateStationAsync()}&sample_rate_hz=1&datatype=ci8";

        (await api.Admin.SendAsync(HttpMethod.Post, path, new ByteArrayContent(new byte[1_000_000]))).Expect(201);
        var told = (await api.Admin.SendAsync(HttpMethod.Post, path, new ByteArrayContent(new byte[1_000_001]))).ExpectProblem(413, "body_too_large");
        Assert.Equal(1_000_000, told.GetProperty("max_bytes").GetInt64());
        Assert.Contains("1000000", told.GetProperty("detail").GetString(), StringComparison.Ordinal);
        (await api.Admin.SendAsync(HttpMethod.Post, path, new StreamContent(new EndlessStream(1_000_001)))).ExpectProblem(413, "body_too_large");
        Assert.Single(api.StoredFiles);
        Assert.Equal(0, await IntentsAsync(session));
    }

    [Fact]
    public async Task An_upload_that_is_cut_off_leaves_nothing_behind()
    {
        var (session, query) = await OpenAsync();
        using (var socket = await BeginUploadAsync(Api, session, query))
        {
            await Eventually.HoldsAsync(async () => await IntentsAsync(session) == 1 && UploadsUnderWay() > 0, Deadline, () => "the upload has begun");
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        await Eventually.HoldsAsync(async () => await IntentsAsync(session) == 0 && UploadsUnderWay() == 0, Deadline, () => "the upload is forgotten");
        Assert.Empty(FilesOf(query));
        Assert.Empty((await Api.Admin.GetAsync($"/api/v1/sessions/{session}/measurements")).Expect(200).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Uploads_beyond_the_bound_wait_until_others_are_through()
    {
        await using var api = await RunningApi.StartAsync(fixture.Database.ConnectionString, settings: "--Uploads:MaxConcurrent=1");
        var session = await api.Admin.CreateSessionAsync();
        var other = await api.Admin.CreateSessionAsync();
        var query = $"station_id={await api.CreateStationAsync()}&sample_rate_hz=200000&datatype=cf32_le";
        Task<Answer> waiting;
        using (var socket = await BeginUploadAsync(api, session, query))
        {
            await Eventually.HoldsAsync(async () => await IntentsAsync(session) == 1, Deadline, () => "the first upload has begun");
            waiting = api.Admin.UploadAsync(other, query, Samples(1));
            (await api.Admin.GetAsync($"/api/v1/sessions/{other}")).Expect(200);
            Assert.False(waiting.IsCompleted);
            Assert.Equal(0, await IntentsAsync(other));
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        (await waiting).Expect(201);
    }

    [Fact]
    public async Task A_session_takes_so_many_recordings_and_no_more_but_each_of_them_again()
    {
        await using var api = await RunningApi.StartAsync(fixture.Database.ConnectionString, settings: "--Uploads:MeasurementsPerSession=2");
        var session = await api.Admin.CreateSessionAsync();
        var query = $"station_id={await api.CreateStationAsync()}&sample_rate_hz=200000&datatype=cf32_le&recorded_at=2026-08-01T00:00:0";
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => api.Admin.UploadAsync(session, $"{query}{i}Z", Samples(i))));

        Assert.Equal(2, answers.Count(answer => answer.Status == 201));
        Assert.All(answers.Where(answer => answer.Status != 201), answer => Assert.Equal(2, answer.ExpectProblem(409, "session_full").GetProperty("max_measurements").GetInt32()));
        Assert.Equal(2, api.StoredFiles.Count);
        var taken = Array.FindIndex(answers, answer => answer.Status == 201);
        (await api.Admin.UploadAsync(session, $"{query}{taken}Z", Samples(taken))).Expect(200);
        var reference = new { station_id = await api.CreateStationAsync(), iq_data_location = "some/where", sample_rate_hz = 1, datatype = "ci8" };
        (await api.Admin.PostAsync($"/api/v1/sessions/{session}/measurements", reference)).ExpectProblem(409, "session_full");
    }

    [Fact]
    public async Task Without_the_object_store_uploads_alone_are_refused_and_nothing_stays()
    {
        await using var api = await RunningApi.StartAsync(fixture.Database.ConnectionString);
        var session = await api.Admin.CreateSessionAsync();
        var station = await api.CreateStationAsync();
        (await api.Admin.UploadAsync(session, $"station_id={station}&sample_rate_hz=1&datatype=ci8", Samples(1))).Expect(201);
        Directory.Delete(api.Objects, recursive: true);

        var refused = await api.Admin.UploadAsync(session, $"station_id={station}&sample_rate_hz=1&datatype=ci8&recorded_at=2026-08-02T00:00:00Z", Samples(1));
        refused.ExpectProblem(503, "object_store_unavailable");
        Assert.Equal("5", refused.Headers["Retry-After"]);
        (await api.Admin.GetAsync($"/api/v1/sessions/{session}")).Expect(200);
        var health = (await api.Anonymous.GetAsync("/health")).Expect(200);
        Assert.Equal("degraded", health.GetProperty("status").GetString());
        Assert.Equal("degraded", health.GetProperty("checks").GetProperty("ObjectStore").GetProperty("status").GetString());
        Directory.CreateDirectory(api.Objects);
    }

    private async Task<(Guid Session, string Query)> OpenAsync() =>
        (await Api.Admin.CreateSessionAsync(), $"station_id={await Api.CreateStationAsync()}&sample_rate_hz=200000&datatype=cf32_le");

    /// <summary>A tenth of an upload.</summary>
    private static async Task<TcpClient> BeginUploadAsync(RunningApi api, Guid session, string query)
    {
        var socket = new TcpClient(api.Address.Host, api.Address.Port);
        var head = $"POST /api/v1/sessions/{session}/measurements?{query} HTTP/1.1\r\nHost: heimdall\r\nX-Api-Key: {RunningApi.AdminKey}\r\nContent-Length: 50000000\r\n\r\n";
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));
        await socket.GetStream().WriteAsync(new byte[5_000_000]);
        return socket;
    }

    private List<string> FilesOf(string query) => [.. Api.StoredFiles.Where(file => file.Contains(query[11..47], StringComparison.Ordinal))];

    private int UploadsUnderWay() => Api.StoredFiles.Count(file => file.EndsWith(".part", StringComparison.Ordinal));

    private async Task<long> IntentsAsync(Guid session)
    {
        await using var connection = await fixture.Database.Source.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<long>("select count(*) from heimdall.uploads where recording_session_id = @session", new { session });
    }

    private static byte[] Samples(int seed, int bytes = 8_000)
    {
        var samples = new byte[bytes];
        new Random(seed).NextBytes(samples);
        return samples;
    }
}
