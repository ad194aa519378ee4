using System.Security.Cryptography;
using Heimdall.Benchmarks.Scratch;
using Heimdall.LocalHosting;
using Heimdall.LocalHosting.Testing;
using Npgsql;

namespace Heimdall.Benchmarks.Load;

/// <summary>The whole system, as the app host describes it, as processes of their own in a folder of its own: servers, API and workers.</summary>
internal sealed class LoadedSystem : IAsyncDisposable
{
    private const string Key = "X-Api-Key";
    private static readonly TimeSpan _startTimeout = TimeSpan.FromMinutes(3);

    private readonly DistributedApplication _app;
    private readonly ScratchFolder _folder;

    private LoadedSystem(DistributedApplication app, ScratchFolder folder, HttpClient client, NpgsqlDataSource database) =>
        (_app, _folder, Client, Database) = (app, folder, client, database);

    /// <summary>With the admin's key.</summary>
    public HttpClient Client { get; }

    /// <summary>For what the rows tell better than the clock of a client.</summary>
    public NpgsqlDataSource Database { get; }

    /// <param name="extractors">Workers, 1 or more.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="LocalEngineException">It cannot be started.</exception>
    public static async Task<LoadedSystem> StartAsync(int extractors, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_startTimeout);
        var folder = ScratchFolder.Take(null);
        var adminKey = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var app = await Describe(folder, adminKey, extractors).BuildAsync(deadline.Token);
        await app.StartAsync(deadline.Token);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("extractor", deadline.Token);
        var client = app.CreateHttpClient("api");
        client.DefaultRequestHeaders.Add(Key, adminKey);
        var database = NpgsqlDataSource.Create(await app.GetConnectionStringAsync("heimdall", deadline.Token) ?? "");
        return new LoadedSystem(app, folder, client, database);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Database.DisposeAsync();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    private static IDistributedApplicationTestingBuilder Describe(ScratchFolder folder, string adminKey, int extractors)
    {
        var builder = ScratchEngine.Describe(folder.Path);
        var user = builder.AddParameter("user", "heimdall");
        var database = builder.AddPostgres("postgres", user).AddDatabase("heimdall");
        var queue = builder.AddRabbitMQ("rabbitmq", user);
        var store = builder.AddMinioContainer("minio", user);
        var api = builder.AddProject<LoadedProgram.Api>("api")
            .WithHttpEndpoint().WithHttpHealthCheck("/health")
            .WithReference(database).WaitFor(database).WithReference(queue).WaitFor(queue).WithReference(store).WaitFor(store)
            .WithEnvironment("HEIMDALL_ADMIN_KEY", adminKey);
        builder.AddProject<LoadedProgram.Extractor>("extractor").WithReplicas(extractors)
            .WithHttpEndpoint().WithHttpHealthCheck("/health")
            .WithReference(database).WaitFor(database).WithReference(queue).WaitFor(queue).WithReference(store).WaitFor(store)
            .WithEnvironment("Extraction__FeatureSets", "rf.iq")
            .WaitFor(api);
        return builder;
    }
}
