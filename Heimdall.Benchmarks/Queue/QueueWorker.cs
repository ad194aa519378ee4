using System.Diagnostics;
using System.Globalization;
using Heimdall.Extractor;
using Heimdall.Extractor.Pipeline;
using Heimdall.Extractor.Queue;
using Heimdall.Ledger;
using Heimdall.Ledger.WakeUps;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using RabbitMQ.Client;

namespace Heimdall.Benchmarks.Queue;

/// <summary>The extractor's own loops around work that takes no time. Without those that need a broker or a clock.</summary>
internal sealed class QueueWorker : IAsyncDisposable
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(5);

    private readonly IHost _host;
    private readonly IReadOnlyList<IHostedService> _loops;
    private readonly NoWork _work = new();
    private bool _isStopped;

    /// <param name="database">Where the jobs are.</param>
    /// <param name="slots">Jobs at once.</param>
    /// <param name="withFloors">False leaves out what keeps the claims off rows that are done with.</param>
    /// <param name="withClaims">False leaves the claiming to somebody else.</param>
    public QueueWorker(NpgsqlDataSource database, int slots, bool withFloors, bool withClaims = true)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Extraction:Slots"] = slots.ToString(CultureInfo.InvariantCulture),
            ["Extraction:BackfillShare"] = "1",
            ["Extraction:FeatureSets"] = "rf.iq",
        });
        builder.Services.AddSingleton(database);
        builder.Services.AddSingleton<IConnectionFactory>(new ConnectionFactory());
        builder.Services.AddLedger().AddWakeUps();
        builder.Services.AddExtraction(builder.Configuration);
        builder.Services.AddSingleton<IJobWork>(_work);
        _host = builder.Build();
        _loops =
        [
            Get<LedgerStart>(),
            Get<LeaseKeeper>(),
            .. withFloors ? [Get<FloorKeeper>()] : Array.Empty<IHostedService>(),
            .. withClaims ? [Get<JobWorker>()] : Array.Empty<IHostedService>(),
        ];
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var loop in _loops)
        {
            await loop.StartAsync(cancellationToken);
        }
    }

    /// <summary>Waits until so many jobs more are done and stored.</summary>
    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> WorkOffAsync(int jobs, Func<Task> queue, CancellationToken cancellationToken)
    {
        var enough = _work.Done + jobs;
        await queue();
        var started = Stopwatch.GetTimestamp();
        Get<JobWorker>().Wake();
        using var timer = new PeriodicTimer(_look);
        while (_work.Done < enough || Get<HeldJobs>().Count > 0)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }

        return Stopwatch.GetElapsedTime(started);
    }

    public async ValueTask DisposeAsync()
    {
        if (_isStopped)
        {
            return;
        }

        _isStopped = true;
        foreach (var loop in _loops.Reverse())
        {
            await loop.StopAsync(CancellationToken.None);
        }

        _host.Dispose();
    }

    private T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();
}
