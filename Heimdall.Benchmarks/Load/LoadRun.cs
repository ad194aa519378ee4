using System.Diagnostics;
using Heimdall.Benchmarks.Recordings;
using Heimdall.Extractor.Iq;

namespace Heimdall.Benchmarks.Load;

/// <summary>Drives a running system through its HTTP API, first one session at a time, then all at once.</summary>
internal sealed class LoadRun(LoadedSystem system, LoadShape shape)
{
    /// <summary>Sessions one at a time, before those that are measured: what compilers, caches and pools need to have seen.</summary>
    public const int WarmUpIdleSessions = 200;

    private readonly HeimdallApi _api = new(system.Client);
    private readonly JobTimes _times = new(system.Database);
    private readonly byte[] _samples = Samples(shape);
    private readonly List<Guid> _stations = [];
    private readonly List<StoredRecording> _stored = [];

    public async Task<LoadFigures> MeasureAsync(CancellationToken cancellationToken)
    {
        await TellAsync("warming up");
        await PrepareAsync(cancellationToken);
        await TellAsync("one session at a time");
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
        if (shape.WarmUpSessions > 0)
        {
            await CompleteAllAsync(await RecordAllAsync(shape.WarmUpSessions, cancellationToken), cancellationToken);
        }

        await IdleAsync(WarmUpIdleSessions, cancellationToken);
    }

    private async Task<IdleFigures> IdleAsync(int sessions, CancellationToken cancellationToken)
    {
        await _times.WhenSettledAsync(cancellationToken);
        var mark = await _times.MarkAsync(cancellationToken);
        var (completed, visible) = (new List<double>(), new List<double>());
        for (var number = 0; number < sessions; number++)
        {
            var session = await _api.CreateSessionAsync(cancellationToken);
            await _api.ReferAsync(session, _stations[0], shape, _stored[0], cancellationToken);
            var started = Stopwatch.GetTimestamp();
            await _api.CompleteAsync(session, cancellationToken);
            completed.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            while (!await _api.HasFeaturesAsync(session, cancellationToken))
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            visible.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        var times = await _times.ReadAsync(mark, cancellationToken);
        return new IdleFigures(
            Latencies.Of(times.Select(time => time.PickupMs)),
            Latencies.Of(times.Select(time => time.SettledMs)),
            Latencies.Of(completed),
            Latencies.Of(visible));
    }

    private async Task<LoadedFigures> LoadedAsync(CancellationToken cancellationToken)
    {
        var prepareStarted = Stopwatch.GetTimestamp();
        var sessions = await RecordAllAsync(shape.Sessions, cancellationToken);
        var preparing = Stopwatch.GetElapsedTime(prepareStarted);

        await TellAsync("all at once");
        var mark = await _times.MarkAsync(cancellationToken);
        var cpu = ProcessTimes.Read();
        var started = Stopwatch.GetTimestamp();
        await CompleteAllAsync(sessions, cancellationToken);
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

    private async Task<Guid[]> RecordAllAsync(int number, CancellationToken cancellationToken)
    {
        var sessions = new Guid[number];
        await EachAsync(number, async (one, cancellation) => sessions[one] = await RecordAsync(cancellation), cancellationToken);
        return sessions;
    }

    private Task CompleteAllAsync(Guid[] sessions, CancellationToken cancellationToken) =>
        EachAsync(sessions.Length, (one, cancellation) => _api.CompleteAsync(sessions[one], cancellation), cancellationToken);

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

    private Task EachAsync(int number, Func<int, CancellationToken, Task> call, CancellationToken cancellationToken) => Parallel.ForAsync(
        0,
        number,
        new ParallelOptions { MaxDegreeOfParallelism = shape.Callers, CancellationToken = cancellationToken },
        async (one, cancellation) => await call(one, cancellation));

    // For who watches, or begins to record a profile: the figures alone are on standard output.
    private static Task TellAsync(string phase) => Console.Error.WriteLineAsync(phase);

    private static double PerSecond(int number, double seconds) => seconds > 0 ? Math.Round(number / seconds, 1) : 0;

    private static byte[] Samples(LoadShape shape) => IqDatatype.TryParse(shape.Datatype, out var datatype)
        ? SyntheticSignal.Write(datatype, shape.Samples)
        : throw new ArgumentException($"{shape.Datatype} is none of the datatypes.", nameof(shape));
}
