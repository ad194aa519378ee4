using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Heimdall.AppHost.Demonstration;

/// <summary>The calls of Heimdall's HTTP API that the demonstration makes.</summary>
/// <param name="http">Client with the API's address and a key.</param>
internal sealed class HeimdallClient(HttpClient http)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The station of that name, made when there is none.</summary>
    public async Task<Guid> EnsureStationAsync(Part part, CancellationToken cancellationToken)
    {
        if (await FindStationAsync(part.Name, cancellationToken) is { } id)
        {
            return id;
        }

        // The synthetic receivers have no spike at the tuned frequency, and their signals cover it.
        var body = new { part.Name, part.Latitude, part.Longitude, altitude_m = part.AltitudeM, dc_guard_bins = 0 };
        return (await PostAsync<Created>("/api/v1/stations", body, cancellationToken)).Id;
    }

    public async Task<Guid> CreateSessionAsync(string name, long frequencyHz, DateTimeOffset start, CancellationToken cancellationToken)
    {
        var body = new { name, frequency_hz = frequencyHz, session_start = start, notes = "Synthetic recordings with known truth." };
        return (await PostAsync<Created>("/api/v1/sessions", body, cancellationToken)).Id;
    }

    public async Task UploadAsync(Guid session, Guid station, string datatype, DateTimeOffset recordedAt, byte[] samples, CancellationToken cancellationToken)
    {
        var query = string.Create(
            CultureInfo.InvariantCulture,
            $"station_id={station}&sample_rate_hz={SyntheticRecording.SampleRateHz}&datatype={datatype}&frequency_hz={Cast.FrequencyHz}&recorded_at={recordedAt.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}");
        using var content = new ByteArrayContent(samples);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var response = await http.PostAsync(new Uri($"/api/v1/sessions/{session}/measurements?{query}", UriKind.Relative), content, cancellationToken);
        await ThrowUnlessSuccessAsync(response, cancellationToken);
    }

    /// <summary>Completes the session.</summary>
    /// <returns>The task that extracts its features.</returns>
    public async Task<Guid> CompleteAsync(Guid session, CancellationToken cancellationToken)
    {
        var completed = await PostAsync<Completed>($"/api/v1/sessions/{session}/complete", body: null, cancellationToken);
        return completed.FeatureExtractionTaskId ?? throw new DemonstrationException("Completing the session started no feature extraction.");
    }

    public Task<TaskState> TaskStatusAsync(Guid task, CancellationToken cancellationToken) =>
        GetAsync<TaskState>($"/api/v1/task-status/{task}", cancellationToken);

    public Task<SessionFeatures> FeaturesAsync(Guid session, CancellationToken cancellationToken) =>
        GetAsync<SessionFeatures>($"/api/v1/sessions/{session}/features", cancellationToken);

    public Task<Dictionary<string, JsonElement>> StatisticsAsync(CancellationToken cancellationToken) =>
        GetAsync<Dictionary<string, JsonElement>>("/api/v1/admin/features/stats", cancellationToken);

    private async Task<Guid?> FindStationAsync(string name, CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            var page = await GetAsync<Page<Station>>("/api/v1/stations?limit=100" + (cursor is null ? string.Empty : "&cursor=" + Uri.EscapeDataString(cursor)), cancellationToken);
            if (page.Items.FirstOrDefault(s => s.Name == name) is { } found)
            {
                return found.Id;
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return null;
    }

    private async Task<T> GetAsync<T>(string path, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        return await ReadAsync<T>(response, cancellationToken);
    }

    private async Task<T> PostAsync<T>(string path, object? body, CancellationToken cancellationToken)
    {
        using var content = body is null ? null : JsonContent.Create(body, body.GetType(), options: Json);
        using var response = await http.PostAsync(new Uri(path, UriKind.Relative), content, cancellationToken);
        return await ReadAsync<T>(response, cancellationToken);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await ThrowUnlessSuccessAsync(response, cancellationToken);
        return await response.Content.ReadFromJsonAsync<T>(Json, cancellationToken)
            ?? throw new DemonstrationException($"{response.RequestMessage?.RequestUri} answered nothing.");
    }

    private static async Task ThrowUnlessSuccessAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.Accepted)
        {
            return;
        }

        var problem = await response.Content.ReadAsStringAsync(cancellationToken);
        throw new DemonstrationException(
            $"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri} answered {(int)response.StatusCode}: {problem}");
    }

    private sealed record Created(Guid Id);

    private sealed record Station(Guid Id, string Name);

    private sealed record Completed(Guid? FeatureExtractionTaskId);

    private sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);
}

/// <summary>A task of Heimdall.</summary>
/// <param name="Status"><c>queued</c>, <c>running</c>, <c>success</c> or <c>error</c>.</param>
/// <param name="Error">Why it failed.</param>
internal sealed record TaskState(string Status, string? Error);

/// <summary>The features of a session.</summary>
internal sealed record SessionFeatures(int NumReceiversDetected, double OverallConfidence, double? MeanSnrDb, IReadOnlyList<ReceiverFeatures> Receivers);

/// <summary>The features of one receiver, or its error.</summary>
internal sealed record ReceiverFeatures(
    Guid StationId,
    string Status,
    string? ErrorCode,
    string? ErrorMessage,
    IReadOnlyDictionary<string, Aggregate?>? Features)
{
    /// <summary>The feature's mean over the recording; null where it does not exist.</summary>
    public double? Mean(string feature) => Features?.GetValueOrDefault(feature)?.Mean;
}

/// <summary>A feature over the chunks of a recording.</summary>
internal sealed record Aggregate(double? Mean);

/// <summary>The demonstration cannot go on.</summary>
internal sealed class DemonstrationException(string message, Exception? inner = null) : Exception(message, inner);
