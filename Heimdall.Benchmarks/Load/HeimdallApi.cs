using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Heimdall.Benchmarks.Load;

/// <summary>The calls of the HTTP API that the load makes. What is not answered as wanted is an <see cref="HttpRequestException"/>.</summary>
internal sealed class HeimdallApi(HttpClient client)
{
    private const long FrequencyHz = 145_000_000;
    private const int LongestWaitSeconds = 10;

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public async Task<Guid> CreateStationAsync(int number, CancellationToken cancellationToken) =>
        (await PostAsync<Created>("/api/v1/stations", new { name = $"load {number}", latitude = 45, longitude = 7 }, cancellationToken)).Id;

    public async Task<Guid> CreateSessionAsync(CancellationToken cancellationToken) =>
        (await PostAsync<Created>("/api/v1/sessions", new { frequency_hz = FrequencyHz }, cancellationToken)).Id;

    public async Task<StoredRecording> UploadAsync(Guid session, Guid station, LoadShape shape, byte[] samples, CancellationToken cancellationToken)
    {
        var query = string.Create(
            CultureInfo.InvariantCulture, $"station_id={station}&sample_rate_hz={shape.SampleRateHz}&datatype={shape.Datatype}");
        using var body = new ByteArrayContent(samples);
        using var response = await client.PostAsync(
            new Uri($"/api/v1/sessions/{session}/measurements?{query}", UriKind.Relative), body, cancellationToken);
        return await ReadAsync<StoredRecording>(response, cancellationToken);
    }

    public Task ReferAsync(Guid session, Guid station, LoadShape shape, StoredRecording stored, CancellationToken cancellationToken) =>
        PostAsync<Created>(
            $"/api/v1/sessions/{session}/measurements",
            new
            {
                station_id = station,
                stored.IqDataLocation,
                stored.IqSha256,
                sample_rate_hz = shape.SampleRateHz,
                datatype = shape.Datatype,
            },
            cancellationToken);

    public Task CompleteAsync(Guid session, CancellationToken cancellationToken) =>
        PostAsync<JsonElement>($"/api/v1/sessions/{session}/complete", null, cancellationToken);

    /// <summary>Whether the features of a completed session are there, within seconds.</summary>
    public async Task<bool> HasFeaturesAsync(Guid session, CancellationToken cancellationToken)
    {
        using var response = await client.GetAsync(new Uri($"/api/v1/sessions/{session}/features?wait_seconds={LongestWaitSeconds}", UriKind.Relative), cancellationToken);
        if (response.StatusCode == HttpStatusCode.Conflict)
        {
            return false;
        }

        await ReadAsync<JsonElement>(response, cancellationToken);
        return true;
    }

    private async Task<T> PostAsync<T>(string path, object? body, CancellationToken cancellationToken)
    {
        using var content = body is null ? null : JsonContent.Create(body, options: _json);
        using var response = await client.PostAsync(new Uri(path, UriKind.Relative), content, cancellationToken);
        return await ReadAsync<T>(response, cancellationToken);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            throw new HttpRequestException($"{response.RequestMessage?.RequestUri} answered {(int)response.StatusCode}: {text}", null, response.StatusCode);
        }

        return await response.Content.ReadFromJsonAsync<T>(_json, cancellationToken)
            ?? throw new HttpRequestException($"{response.RequestMessage?.RequestUri} answered null");
    }

    private sealed record Created(Guid Id);
}

/// <summary>A recording that lies in the store.</summary>
internal sealed record StoredRecording(string IqDataLocation, string IqSha256);
