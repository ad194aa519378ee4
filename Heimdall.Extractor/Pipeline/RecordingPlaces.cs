using System.Runtime.CompilerServices;

namespace Heimdall.Extractor.Pipeline;

/// <summary>
/// The places at which recordings are worked on, over all sessions of the process: what bounds the chunks in memory. Who is done with a
/// recording goes on with the next one, of the same session or of the next, in the same thread: while there is enough to do, nobody is woken
/// and nobody waits. A session of long recordings gives way to those behind it.
/// </summary>
/// <param name="count">Recordings at once, 1 or more.</param>
/// <param name="cores">Told how many recordings want a core each; null where that is not to be counted.</param>
/// <param name="time">Measures turns.</param>
internal sealed class RecordingPlaces(int count, ComputingCores? cores, TimeProvider time)
{
    /// <summary>
    /// As long as a session's turn lasts its recordings are begun, and none of the others: short sessions end one after the other, while the
    /// next ones are claimed. It goes on in its next turn.
    /// </summary>
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly Queue<Recordings> _sessions = new();
    private int _taken;

    /// <inheritdoc cref="WorkAsync(int, Func{int, Action{Exception}, CancellationToken, Task}, CancellationToken)"/>
    public Task WorkAsync(int recordings, Func<int, CancellationToken, Task> work, CancellationToken cancellationToken) =>
        WorkAsync(recordings, (number, _, cancellation) => work(number, cancellation), cancellationToken);

    /// <summary>Works on the recordings of a session, in turn with the sessions that came before.</summary>
    /// <param name="recordings">How many there are.</param>
    /// <param name="work">
    /// Works on one, by its number from 0 on. What it is handed gives it up from outside: it counts as failed at once, though it may never
    /// return, and its place is another's.
    /// </param>
    /// <param name="cancellationToken">Cancels the work on those that are under way, and no other is begun.</param>
    /// <returns>Completes when all are done, or at the first that fails when no other is under way any more.</returns>
    public Task WorkAsync(int recordings, Func<int, Action<Exception>, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        if (recordings == 0 || cancellationToken.IsCancellationRequested)
        {
            return cancellationToken.IsCancellationRequested ? Task.FromCanceled(cancellationToken) : Task.CompletedTask;
        }

        var session = new Recordings(recordings, work, cancellationToken);
        int free;
        lock (_gate)
        {
            _sessions.Enqueue(session);
            free = Math.Min(count - _taken, recordings);
            _taken += free;
        }

        BeginAt(free);
        return session.WhenDoneAsync();
    }

    // A place serves many sessions: it is no part of the trace of the one that happens to come first.
    private void BeginAt(int places)
    {
        for (var place = 0; place < places; place++)
        {
            cores?.BeginRecordings();
            GoOn();
        }
    }

    private void GoOn() => ThreadPool.UnsafeQueueUserWorkItem(static self => _ = self.WorkAsync(), this, preferLocal: false);

    // Never throws: every fault is its session's. Where a recording was given up, another goes on at the place: this one may come back late.
    private async Task WorkAsync()
    {
        while (Next() is var (session, number))
        {
            if (!await session.WorkAsync(number, GoOn))
            {
                return;
            }
        }
    }

    /// <returns>Null where nothing is left to do: the place is free then.</returns>
    private (Recordings Session, int Number)? Next()
    {
        lock (_gate)
        {
            while (_sessions.TryPeek(out var session))
            {
                if (session.HasHadTurn(time, Turn) && _sessions.Count > 1)
                {
                    session.EndTurn();
                    _sessions.Enqueue(_sessions.Dequeue());
                }
                else if (session.TryBegin() is { } number)
                {
                    return (session, number);
                }
                else
                {
                    _sessions.Dequeue();
                }
            }

            _taken--;
            cores?.EndRecordings();
            return null;
        }
    }

    /// <summary>The recordings of a session, and what has become of them.</summary>
    private sealed class Recordings
    {
        private readonly Lock _gate = new();
        private readonly Func<int, Action<Exception>, CancellationToken, Task> _work;
        private readonly CancellationTokenSource _stop;
        private readonly CancellationToken _cancelled;
        private readonly ExecutionContext? _context = ExecutionContext.Capture();
        private readonly TaskCompletionSource _done = new();
        private readonly int _count;
        private int _begun;
        private int _underWay;
        private Exception? _fault;
        private bool _isStopped;
        private long? _turnSince;

        public Recordings(int count, Func<int, Action<Exception>, CancellationToken, Task> work, CancellationToken cancelled)
        {
            (_count, _work, _cancelled) = (count, work, cancelled);
            _stop = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
        }

        /// <summary>Completes when no recording is under way and none will be.</summary>
        public async Task WhenDoneAsync()
        {
            // One that nobody has begun yet does not wait for its turn to be cancelled.
            await using var stopped = _cancelled.UnsafeRegister(static session => ((Recordings)session!).Stop(null), this);
            try
            {
                await _done.Task;
            }
            finally
            {
                _stop.Dispose();
            }
        }

        /// <summary>It has been the first for its whole turn. Asked whenever it is the first, by one caller at a time.</summary>
        public bool HasHadTurn(TimeProvider time, TimeSpan turn) => time.GetElapsedTime(_turnSince ??= time.GetTimestamp()) >= turn;

        public void EndTurn() => _turnSince = null;

        /// <returns>The number of a recording that the caller works on; null where there is none to begin.</returns>
        public int? TryBegin()
        {
            lock (_gate)
            {
                if (_isStopped || _begun == _count)
                {
                    return null;
                }

                _underWay++;
                return _begun++;
            }
        }

        /// <summary>Works on a recording. Never throws.</summary>
        /// <param name="number">Of the recording.</param>
        /// <param name="goOn">Called where it is given up meanwhile: the place is free for another one.</param>
        /// <returns>False where it was given up.</returns>
        public async Task<bool> WorkAsync(int number, Action goOn)
        {
            var isOver = new StrongBox<int>();
            Exception? fault = null;
            try
            {
                await Begin(number, GiveUp);
            }
            catch (Exception caught)
            {
                fault = caught;
            }

            if (Interlocked.Exchange(ref isOver.Value, 1) != 0)
            {
                return false;
            }

            End(fault);
            return true;

            void GiveUp(Exception why)
            {
                if (Interlocked.Exchange(ref isOver.Value, 1) == 0)
                {
                    // Before the place is another's, or that one began with what is left of this session.
                    Stop(why);
                    goOn();
                    End(fault: null);
                }
            }
        }

        private void End(Exception? fault)
        {
            if (fault is not null)
            {
                Stop(fault);
            }

            lock (_gate)
            {
                _underWay--;
            }

            EndIfDone();
        }

        private Task Begin(int number, Action<Exception> giveUp)
        {
            if (_context is null)
            {
                return _work(number, giveUp, _stop.Token);
            }

            var work = Task.CompletedTask;
            ExecutionContext.Run(_context, _ => work = _work(number, giveUp, _stop.Token), null);
            return work;
        }

        private void Stop(Exception? fault)
        {
            lock (_gate)
            {
                _fault ??= fault;
                if (_isStopped)
                {
                    return;
                }

                _isStopped = true;
            }

            if (fault is not null)
            {
                _stop.Cancel();
            }

            EndIfDone();
        }

        // The session's end goes on in the thread of its last recording.
        private void EndIfDone()
        {
            lock (_gate)
            {
                if (_underWay > 0 || !(_isStopped || _begun == _count))
                {
                    return;
                }
            }

            if (_cancelled.IsCancellationRequested)
            {
                _done.TrySetCanceled(_cancelled);
            }
            else if (_fault is not null)
            {
                _done.TrySetException(_fault);
            }
            else
            {
                _done.TrySetResult();
            }
        }
    }
}
