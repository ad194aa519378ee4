using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Heimdall.LocalHosting;
using Heimdall.LocalHosting.Testing;
using Heimdall.Tests.Servers;
using Heimdall.Tests.Telemetry;

namespace Heimdall.Tests.WholePath;

/// <summary>The whole system as the app host describes it: databases, queue, API and extractor as processes of their own, spoken to over HTTP.</summary>
public sealed class HeimdallSystem : IAsyncLifetime
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan ExtractionTimeout = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("heimdall-test-system-").FullName;
    private IDistributedApplicationTestingBuilder? _builder;
    private DistributedApplication? _app;
    private HttpClient? _client;
    private OtlpCollector? _telemetry;

    /// <summary>What the extractor computes.</summary>
    public string FeatureSets { get; init; } = "rf.iq";

    /// <summary>A client with the admin key.</summary>
    public HttpClient Client => _client ?? throw new InvalidOperationException("The system is not started yet.");

    /// <summary>The system itself, with its engine's view of it.</summary>
    public DistributedApplication App => _app ?? throw new InvalidOperationException("The system is not started yet.");

    /// <summary>Where the directory store keeps the objects.</summary>
    public string DataDirectory => _folder;

    /// <summary>What the services tell about themselves.</summary>
    internal OtlpCollector Telemetry => _telemetry ?? throw new InvalidOperationException("The system is not started yet.");

    public async Task InitializeAsync()
    {
        // Servers run under accounts of their own and have to pass through.
        File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);
        using var deadline = new CancellationTokenSource(StartTimeout);
        _builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Heimdall_AppHost>(["--data", _folder], deadline.Token);
        _telemetry = await OtlpCollector.StartAsync();
        Observe(_builder, _telemetry, FeatureSets);
        _app = await _builder.BuildAsync(deadline.Token);
        await _app.StartAsync(deadline.Token);
        await _app.ResourceNotifications.WaitForResourceHealthyAsync("api", deadline.Token);
        await _app.ResourceNotifications.WaitForResourceHealthyAsync("extractor", deadline.Token);

        // A client that begins traces of its own, as a test beside this one may make it do, would decide which of the API's are kept.
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false, ActivityHeadersPropagator = null }) { BaseAddress = _app.GetEndpoint("api") };
        _client.DefaultRequestHeaders.Add("X-Api-Key", (await File.ReadAllTextAsync(Path.Combine(_folder, "admin.key"), deadline.Token)).Trim());
    }

    public async Task DisposeAsync()
    {
        _client?.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync(CancellationToken.None);
        }

        if (_builder is not null)
        {
            await _builder.DisposeAsync();
        }

        if (_telemetry is not null)
        {
            await _telemetry.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    public async Task<Guid> CreateStationAsync(int dcGuardBins = 2)
    {
        var station = new { name = $"station {Guid.NewGuid():N}", latitude = 45.03, longitude = 7.23, dc_guard_bins = dcGuardBins };
        return (await PostAsync("/api/v1/stations", station, HttpStatusCode.Created)).GetProperty("id").GetGuid();
    }

    public async Task<Guid> CreateSessionAsync() =>
        (await PostAsync("/api/v1/sessions", new { frequency_hz = 145_675_000 }, HttpStatusCode.Created)).GetProperty("id").GetGuid();

    public async Task<JsonElement> UploadAsync(Guid session, Guid station, string datatype, double? sampleRateHz, byte[] content)
    {
        var rate = sampleRateHz is { } given ? string.Create(CultureInfo.InvariantCulture, $"&sample_rate_hz={given}") : "";
        using var body = new ByteArrayContent(content);
        using var response = await Client.PostAsync($"/api/v1/sessions/{session}/measurements?station_id={station}&datatype={datatype}{rate}", body);
        return await ReadAsync(response, HttpStatusCode.Created);
    }

    /// <summary>Completes the session and waits until its extraction has ended, well or not.</summary>
    /// <returns>The answer of task-status.</returns>
    public async Task<JsonElement> CompleteAndExtractAsync(Guid session)
    {
        var completed = await PostAsync($"/api/v1/sessions/{session}/complete", null, HttpStatusCode.OK);
        var task = completed.GetProperty("feature_extraction_task_id").GetGuid();
        JsonElement status = default;
        await Eventually.HoldsAsync(
            async () =>
            {
                status = await GetAsync($"/api/v1/task-status/{task}");
                return status.GetProperty("status").GetString() is "success" or "error";
            },
            ExtractionTimeout,
            () => $"session {session} is extracted; its task is {status}");
        return status;
    }

    /// <summary>Records one station's samples in a session of their own and extracts them.</summary>
    /// <returns>The receiver of the features' answer.</returns>
    public async Task<JsonElement> ExtractAsync(string datatype, double? sampleRateHz, byte[] content, int dcGuardBins = 2, string query = "")
    {
        var session = await CreateSessionAsync();
        await UploadAsync(session, await CreateStationAsync(dcGuardBins), datatype, sampleRateHz, content);
        await CompleteAndExtractAsync(session);
        var features = await GetAsync($"/api/v1/sessions/{session}/features{query}");
        return Assert.Single(features.GetProperty("receivers").EnumerateArray());
    }

    public async Task<JsonElement> GetAsync(string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await Client.GetAsync(path);
        return await ReadAsync(response, expected);
    }

    public async Task<JsonElement> PostAsync(string path, object? body, HttpStatusCode expected)
    {
        using var response = body is null ? await Client.PostAsync(path, null) : await Client.PostAsJsonAsync(path, body);
        return await ReadAsync(response, expected);
    }

    private static void Observe(IDistributedApplicationTestingBuilder builder, OtlpCollector telemetry, string featureSets)
    {
        foreach (var service in builder.Resources.OfType<ProjectResource>())
        {
            builder.CreateResourceBuilder(service)
                // What no hint tells of must not be found by chance.
                .WithEnvironment("Extraction__PollInterval", "00:01:00")
                .WithEnvironment("Extraction__FeatureSets", featureSets)
                .WithEnvironment("OTEL_EXPORTER_OTLP_ENDPOINT", telemetry.HttpEndpoint)
                .WithEnvironment("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
                .WithEnvironment("OTEL_BSP_SCHEDULE_DELAY", "200")
                .WithEnvironment("OTEL_BLRP_SCHEDULE_DELAY", "200")
                .WithEnvironment("OTEL_METRIC_EXPORT_INTERVAL", "1000");
        }
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(expected == response.StatusCode, $"{response.RequestMessage?.RequestUri} answered {(int)response.StatusCode}: {text}");
        return JsonElement.Parse(text);
    }
}

/// <summary>The tests that share one running system.</summary>
[CollectionDefinition(Name)]
public sealed class WholePathCollection : ICollectionFixture<HeimdallSystem>
{
    public const string Name = "whole path";
}
