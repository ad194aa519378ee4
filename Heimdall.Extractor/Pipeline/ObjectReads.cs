using System.Diagnostics.Metrics;
using System.Globalization;
using System.Runtime.ExceptionServices;
using Heimdall.Ledger.Objects;

namespace Heimdall.Extractor.Pipeline;

/// <summary>
/// Reads from the object store, no more of them at once than the store is to bear. A read is what the store is busy with, the opening or
/// the next bytes, not an open stream: whoever has two open cannot wait for itself. What becomes of them tells whether the store serves. One
/// that brings nothing for too long is left alone, but keeps its turn: only so many can hang, and no further one is begun then.
/// </summary>
internal sealed class ObjectReads : IDisposable
{
    private const string MeterName = "Heimdall.Extractor";
    private const int LooksPerTimeout = 10;

    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(10);

    private readonly IObjectStore _store;
    private readonly StoreConditions _conditions;
    private readonly ExtractionOptions _options;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _atOnce;
    private readonly Lock _gate = new();
    private readonly HashSet<ObjectRead> _open = [];
    private readonly ITimer _looking;
    private int _hanging;

    public ObjectReads(IObjectStore store, StoreConditions conditions, ExtractionOptions options, TimeProvider time, IMeterFactory meters)
    {
        (_store, _conditions, _options, _time) = (store, conditions, options, time);
        _atOnce = new SemaphoreSlim(options.ObjectReads);
        meters.Create(MeterName).CreateObservableUpDownCounter(
            "heimdall.worker.store.reads.hanging", () => Volatile.Read(ref _hanging), "{read}", "Reads that were left alone and have not returned.");
        var interval = options.ReadTimeout / LooksPerTimeout;
        interval = interval < LongestInterval ? interval : LongestInterval;
        _looking = time.CreateTimer(static self => ((ObjectReads)self!).LeaveHanging(), this, interval, interval);
    }

    /// <summary>Opens an object for reading from its first byte to its last; the caller disposes the stream.</summary>
    /// <param name="location">Of the object.</param>
    /// <param name="core">What the caller computes on.</param>
    /// <param name="leave">Called where a read never returns: what waits for it is to be given up, with this fault.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="InvalidObjectKeyException">The location is malformed.</exception>
    /// <exception cref="ObjectMissingException">There is no such object.</exception>
    /// <exception cref="ObjectStoreUnavailableException">The store is at fault; also thrown by the stream.</exception>
    public async Task<Stream> OpenAsync(string location, ReadingCore core, Action<Exception> leave, CancellationToken cancellationToken)
    {
        var read = new ObjectRead(location, core, leave);
        lock (_gate)
        {
            _open.Add(read);
        }

        try
        {
            var stream = await RunAsync(
                read, (_store, location), static (from, cancellation) => new ValueTask<Stream>(from._store.OpenReadAsync(from.location, cancellation)), cancellationToken);
            return new ObjectReadStream(stream, read, this);
        }
        catch
        {
            Close(read);
            throw;
        }
    }

    /// <summary>Nothing more is read of an object.</summary>
    public void Close(ObjectRead read)
    {
        lock (_gate)
        {
            _open.Remove(read);
        }
    }

    public void Dispose()
    {
        _looking.Dispose();
        _atOnce.Dispose();
    }

    /// <summary>The next bytes of an opened object, in turn.</summary>
    /// <returns>How many; 0 at its end.</returns>
    /// <exception cref="ObjectStoreUnavailableException">The store is at fault.</exception>
    public async ValueTask<int> ReadAsync(ObjectRead read, Stream stream, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var bytes = await RunAsync(read, (stream, buffer), static (from, cancellation) => from.stream.ReadAsync(from.buffer, cancellation), cancellationToken);
        _conditions.Reading.Served(read.OpenedAt);
        return bytes;
    }

    /// <summary>Asks the store for something, in turn. It may answer in the caller's thread, and may not answer for ever.</summary>
    private async ValueTask<TAnswer> RunAsync<TFrom, TAnswer>(
        ObjectRead read, TFrom from, Func<TFrom, CancellationToken, ValueTask<TAnswer>> ask, CancellationToken cancellationToken)
    {
        while (!await _atOnce.WaitAsync(_options.ReadTimeout, cancellationToken))
        {
            // Others may just be slow, and many before this one.
            if (Volatile.Read(ref _hanging) >= _options.ObjectReads)
            {
                throw Fault(Text($"Reading {read.Location} was not begun within {_options.ReadTimeout.TotalSeconds} s (Extraction__ReadTimeout): all {_options.ObjectReads} reads hang"));
            }
        }

        if (!read.TryBegin(_time.GetTimestamp()))
        {
            _atOnce.Release();
            throw GivenUp(read);
        }

        TAnswer? answer = default;
        ExceptionDispatchInfo? fault = null;
        try
        {
            answer = await ask(from, cancellationToken);
        }
        catch (Exception caught)
        {
            fault = ExceptionDispatchInfo.Capture(caught);
        }
        finally
        {
            _atOnce.Release();
        }

        if (!read.TryEnd())
        {
            await EndLateAsync(read, answer);
            throw GivenUp(read);
        }

        if (fault is { SourceException: ObjectMissingException })
        {
            // Who knows what is not there serves: a row of recordings that are gone is no outage.
            _conditions.Reading.Served(read.OpenedAt);
        }

        if (fault is not null && _conditions.FaultOfReading(read.Location, fault.SourceException, cancellationToken.IsCancellationRequested) is { } told)
        {
            throw told;
        }

        fault?.Throw();
        return answer!;
    }

    // Whoever waited for it has gone on: what came is of no use.
    private async Task EndLateAsync<TAnswer>(ObjectRead read, TAnswer? answer)
    {
        Interlocked.Decrement(ref _hanging);
        if (answer is IAsyncDisposable stream)
        {
            await stream.DisposeAsync();
        }

        await read.TakeCoreAgainAsync();
    }

    private void LeaveHanging()
    {
        List<ObjectRead> hanging;
        lock (_gate)
        {
            hanging = [.. _open.Where(read => read.TryLeave(_options.ReadTimeout, _time))];
            _open.ExceptWith(hanging);
        }

        foreach (var read in hanging)
        {
            Interlocked.Increment(ref _hanging);
            var fault = Fault(Text($"Reading {read.Location} brought nothing for {_options.ReadTimeout.TotalSeconds} s (Extraction__ReadTimeout): it is left alone"));

            // The end of a job goes on in this thread: the other reads do not wait for it.
            ThreadPool.UnsafeQueueUserWorkItem(static left => left.read.Leave(left.fault), (read, fault), preferLocal: false);
        }
    }

    private static ObjectStoreUnavailableException GivenUp(ObjectRead read) => new($"Reading {read.Location} was given up");

    private ObjectStoreUnavailableException Fault(string message)
    {
        _conditions.Reading.Failed(message);
        return new ObjectStoreUnavailableException(message);
    }

    private static string Text(FormattableString message) => message.ToString(CultureInfo.InvariantCulture);
}
