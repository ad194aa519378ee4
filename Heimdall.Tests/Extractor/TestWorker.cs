using Heimdall.Extractor;
using Heimdall.Extractor.Queue;
using Heimdall.Ledger;
using Heimdall.Ledger.Objects;
using Heimdall.Ledger.WakeUps;
using Heimdall.Ledger.Workers;
using Heimdall.Tests.Servers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using RabbitMQ.Client;

namespace Heimdall.Tests.Extractor;

/// <summary>A worker put together as the extractor's program does it. Its loops run only after <see cref="StartAsync"/>; else a test calls their rounds.</summary>
internal sealed class TestWorker : IAsyncDisposable
{
    private const string NoBroker = "amqp://127.0.0.1:1";

    private readonly IHost _host;
    private bool _isStarted;

    public TestWorker(NpgsqlDataSource database, IObjectStore store, ExtractionOptions? options = null, string? broker = null, TimeProvider? time = null, string featureSets = "rf.iq")
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(Log);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddSingleton(database);
        builder.Services.AddSingleton(store);
        builder.Services.AddSingleton<IConnectionFactory>(new ConnectionFactory { Uri = new Uri(broker ?? NoBroker) });
        builder.Services.AddLedger().AddWakeUps();
        builder.Services.AddExtraction(new ConfigurationBuilder().Build());

        // Features alone, unless a test is about more: their jobs are what most tests count.
        builder.Services.AddSingleton((options ?? new ExtractionOptions()) with { FeatureSets = featureSets });

        _host = builder.Build();
    }

    public RecordedLogs Log { get; } = new();

    public string Id => Get<WorkerIdentity>().Id;

    public JobWorker Jobs => Get<JobWorker>();

    public HeldJobs Held => Get<HeldJobs>();

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    /// <summary>Claims what there are slots for and works it off.</summary>
    /// <returns>How many jobs were claimed.</returns>
    public async Task<int> WorkOffOnceAsync()
    {
        var claimed = await Jobs.RunOnceAsync(CancellationToken.None);
        await Held.WhenIdleAsync();
        return claimed;
    }

    /// <summary>Works until nothing is queued and due.</summary>
    /// <returns>How many jobs were claimed.</returns>
    public async Task<int> WorkOffAllAsync()
    {
        var total = 0;
        while (await WorkOffOnceAsync() is var claimed and > 0)
        {
            total += claimed;
        }

        return total;
    }

    public async Task StartAsync()
    {
        _isStarted = true;
        await _host.StartAsync();
    }

    public async Task StopAsync()
    {
        _isStarted = false;
        await _host.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_isStarted)
        {
            await StopAsync();
        }

        _host.Dispose();
    }
}
