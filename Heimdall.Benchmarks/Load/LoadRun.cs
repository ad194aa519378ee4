using System.Diagnostics;
using Heimdall.Benchmarks.Recordings;
using Heimdall.Extractor.Iq;

namespace Heimdall.Benchmarks.Load;

/// <summary>Drives a running system through its HTTP API, first one session at a time, then all at once.</summary>
internal sealed class LoadRun(LoadedSystem system, LoadShape shape)
{
    /// <summary>What compilers, caches and pools need to have seen before times mean anything.</summary>
    private const int WarmUpSessions = 40;

    private readonly HeimdallApi _api = new(system.Client);
    private readonly JobTimes _times = new(system.Database);
    private readonly byte[] _samples = Samples(shape);
    private readonly List<Guid> _stations = [];
    private readonly List<StoredRecording> _stored = [];

    public async Task<LoadFigures> MeasureAsync(CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        var idle = await IdleAsync(shape.IdleSessions, cancellationToken);
        var loaded = await LoadedAsync(cancellationToken);
        return new LoadFigures(MachineLine.Read(), shape, idle, loaded);
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var session = await _api.CreateSessionAsync(cancellationToken);
        for (var number = 0; number < shape.Measurements; number++)
        {
            _stations.Add(await _api.CreateStationAsync(number, cancellationToken));
            _stored.Add(await _api.UploadAsync(session, _stations[number], shape, _samples, cancellationToken));
        }

        await _api.CompleteAsync(session, cancellationToken);
        await IdleAsync(WarmUpSessions, cancellationToken);
    }

    private async Task<IdleFigures> IdleAsync(int sessions, CancellationToken cancellationToken)
    {
        await _times.WhenSettledAsync(cancellationToken);
        var mark = await _times.MarkAsync(cancellationToken);
        var visible = new List<double>();
        for (var number = 0; number < sessions; number++)
        {
            var session = await _api.CreateSessionAsync(cancellationToken);
            await _api.ReferAsync(session, _stations[0], shape, _stored[0], cancellationToken);
            var started = Stopwatch.GetTimestamp();
            await _api.CompleteAsync(session, cancellationToken);
            while (!await _api.HasFeaturesAsync(session, cancellationToken))
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            visible.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        var times = await _times.ReadAsync(mark, cancellationToken);
        return new IdleFigures(
            Latencies.Of(times.Select(time => time.PickupMs)), Latencies.Of(times.Select(time => time.SettledMs)), Latencies.Of(visible));
    }

    private async Task<LoadedFigures> LoadedAsync(CancellationToken cancellationToken)
    {
        var sessions = new Guid[shape.Sessions];
        var prepareStarted = Stopwatch.GetTimestamp();
        await EachAsync(async (number, cancellation) => sessions[number] = await RecordAsync(cancellation), cancellationToken);
        var preparing = Stopwatch.GetElapsedTime(prepareStarted);

        var mark = await _times.MarkAsync(cancellationToken);
        var cpu = ProcessTimes.Read();
        var started = Stopwatch.GetTimestamp();
        await EachAsync((number, cancellation) => _api.CompleteAsync(sessions[number], cancellation), cancellationToken);
        var completing = Stopwatch.GetElapsedTime(started);
        await _times.WhenSettledAsync(cancellationToken);
        var used = ProcessTimes.Since(cpu);

        var times = await _times.ReadAsync(mark, cancellationToken);
        var seconds = (times.Max(time => time.CompletedAt) - times.Min(time => time.QueuedAt)).TotalSeconds;
        return new LoadedFigures(
            PerSecond(shape.Sessions * shape.Measurements, preparing.TotalSeconds),
            PerSecond(shape.Sessions, completing.TotalSeconds),
            PerSecond(times.Count, seconds),
            PerSecond(times.Count * shape.Measurements, seconds),
            Latencies.Of(times.Select(time => time.PickupMs)),
            Latencies.Of(times.Select(time => time.SettledMs)),
            times.Count(time => time.Status != "completed"),
            Math.Round(seconds, 2),
            used);
    }

    private async Task<Guid> RecordAsync(CancellationToken cancellationToken)
    {
        var session = await _api.CreateSessionAsync(cancellationToken);
        for (var number = 0; number < shape.Measurements; number++)
        {
            await (shape.UploadsEach
                ? _api.UploadAsync(session, _stations[number], shape, _samples, cancellationToken)
                : _api.ReferAsync(session, _stations[number], shape, _stored[number], cancellationToken));
        }

        return session;
    }

    private Task EachAsync(Func<int, CancellationToken, Task> call, CancellationToken cancellationToken) => Parallel.ForAsync(
        0,
        shape.Sessions,
        new ParallelOptions { MaxDegreeOfParallelism = shape.Callers, CancellationToken = cancellationToken },
        async (number, cancellation) => await call(number, cancellation));

    private static double PerSecond(int number, double seconds) => seconds > 0 ? Math.Round(number / seconds, 1) : 0;

    private static byte[] Samples(LoadShape shape) => IqDatatype.TryParse(shape.Datatype, out var datatype)
        ? SyntheticSignal.Write(datatype, shape.Samples)
        : throw new ArgumentException($"{shape.Datatype} is none of the datatypes.", nameof(shape));
}
