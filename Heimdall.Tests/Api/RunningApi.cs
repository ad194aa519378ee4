using Heimdall.Api;
using Heimdall.Tests.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Heimdall.Tests.Api;

/// <summary>The API as its process runs it, on a port of the loopback, with a directory as its object store.</summary>
internal sealed class RunningApi : IAsyncDisposable
{
    public const string AdminKey = "the-first-admins-key-of-the-tests";

    private readonly WebApplication _app;

    private RunningApi(WebApplication app, string objects, RecordedLog<RunningApi> log)
    {
        _app = app;
        Objects = objects;
        Log = log;
        Address = new Uri(app.Urls.Single());
        Admin = new ApiClient(Address, AdminKey);
        Anonymous = new ApiClient(Address, null);
    }

    public Uri Address { get; }

    public ApiClient Admin { get; }

    public ApiClient Anonymous { get; }

    public IServiceProvider Services => _app.Services;

    public RecordedLog<RunningApi> Log { get; }

    /// <summary>The folder of the object store.</summary>
    public string Objects { get; }

    /// <summary>Every file in the store, those of uploads under way too.</summary>
    public IReadOnlyList<string> StoredFiles =>
        Directory.Exists(Objects) ? Directory.GetFiles(Objects, "*", SearchOption.AllDirectories) : [];

    public static async Task<RunningApi> StartAsync(
        string connectionString, Action<IServiceCollection>? configure = null, bool isReady = true, params string[] settings)
    {
        var objects = Directory.CreateTempSubdirectory("heimdall-test-objects-").FullName;
        var log = new RecordedLog<RunningApi>();
        string[] arguments =
        [
            "--urls=http://127.0.0.1:0",
            $"--ConnectionStrings:heimdall={connectionString}",
            $"--ConnectionStrings:minio=Endpoint=file://{objects}",
            "--ConnectionStrings:rabbitmq=amqp://nobody:nothing@127.0.0.1:1",
            $"--HEIMDALL_ADMIN_KEY={AdminKey}",
            .. settings,
        ];
        var app = ApiApplication.Build(arguments, builder =>
        {
            builder.Logging.ClearProviders().AddProvider(new RecordedLogProvider(log));
            configure?.Invoke(builder.Services);
        });
        await app.StartAsync();
        var api = new RunningApi(app, objects, log);
        if (isReady)
        {
            await Eventually.HoldsAsync(
                async () => (await api.Anonymous.GetAsync("/health")).Status == 200, TimeSpan.FromSeconds(30), () => "the API is ready");
        }

        return api;
    }

    /// <summary>A client with a new key of this role; its name is unique.</summary>
    public async Task<ApiClient> CreateClientAsync(string role)
    {
        var key = (await Admin.PostAsync("/api/v1/admin/keys", new { name = $"{role} {Guid.NewGuid():N}", role })).Expect(201);
        return new ApiClient(Address, key.GetProperty("key").GetString()) { Name = key.GetProperty("name").GetString() ?? "" };
    }

    public async Task<Guid> CreateStationAsync(string? name = null) =>
        (await Admin.PostAsync("/api/v1/stations", new { name = name ?? $"station {Guid.NewGuid():N}", latitude = 45.03, longitude = 7.23 }))
            .Expect(201).GetProperty("id").GetGuid();

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        Anonymous.Dispose();
        await _app.DisposeAsync();
        Directory.Delete(Objects, recursive: true);
    }

    private sealed class RecordedLogProvider(ILogger log) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => log;

        public void Dispose()
        {
            // The log outlives the API.
        }
    }
}
