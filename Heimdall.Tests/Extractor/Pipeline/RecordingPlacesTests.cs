using Heimdall.Extractor.Pipeline;

namespace Heimdall.Tests.Extractor.Pipeline;

public sealed class RecordingPlacesTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Every_recording_is_worked_on_once_and_no_more_at_a_time_than_there_are_places()
    {
        var places = new RecordingPlaces(3, cores: null, TimeProvider.System);
        var (now, most) = (0, 0);
        var worked = new int[4, 25];

        await Task.WhenAll(Enumerable.Range(0, 4).Select(session => places.WorkAsync(
            25,
            async (recording, _) =>
            {
                var mine = Interlocked.Increment(ref now);
                lock (places)
                {
                    most = Math.Max(most, mine);
                }

                await Task.Yield();
                Interlocked.Increment(ref worked[session, recording]);
                Interlocked.Decrement(ref now);
            },
            CancellationToken.None))).WaitAsync(Deadline);

        Assert.All(worked.Cast<int>(), times => Assert.Equal(1, times));
        Assert.InRange(most, 1, 3);
    }

    [Fact]
    public async Task Who_is_done_with_a_session_goes_on_with_the_next_one_in_the_order_they_came()
    {
        var places = new RecordingPlaces(1, cores: null, new SteppedTime());
        var order = new List<(string Session, int Recording)>();
        var begin = new TaskCompletionSource();
        Func<int, CancellationToken, Task> Work(string session) => async (recording, _) =>
        {
            await begin.Task;
            order.Add((session, recording));
        };

        var first = places.WorkAsync(2, Work("first"), CancellationToken.None);
        var second = places.WorkAsync(3, Work("second"), CancellationToken.None);
        begin.SetResult();
        await Task.WhenAll(first, second).WaitAsync(Deadline);

        Assert.Equal([("first", 0), ("first", 1), ("second", 0), ("second", 1), ("second", 2)], order);
    }

    [Fact]
    public async Task A_session_of_long_recordings_gives_way_to_the_next_one_and_goes_on_after_it()
    {
        var time = new SteppedTime();
        var places = new RecordingPlaces(1, cores: null, time);
        var order = new List<(string Session, int Recording)>();
        var begin = new TaskCompletionSource();
        Func<int, CancellationToken, Task> Work(string session, TimeSpan duration) => async (recording, _) =>
        {
            await begin.Task;
            order.Add((session, recording));
            time.Advance(duration);
        };

        var sessions = new[]
        {
            places.WorkAsync(3, Work("long", TimeSpan.FromSeconds(4)), CancellationToken.None),
            places.WorkAsync(3, Work("short", TimeSpan.FromMilliseconds(3)), CancellationToken.None),
        };
        begin.SetResult();
        await Task.WhenAll(sessions).WaitAsync(Deadline);

        Assert.Equal([("long", 0), ("short", 0), ("short", 1), ("short", 2), ("long", 1), ("long", 2)], order);
    }

    [Fact]
    public async Task A_fault_is_its_sessions_alone_and_is_told_when_what_was_under_way_has_stopped()
    {
        var places = new RecordingPlaces(2, cores: null, TimeProvider.System);
        var (begun, stopped) = (0, false);
        var underWay = new TaskCompletionSource();
        var bad = places.WorkAsync(
            9,
            async (recording, cancellation) =>
            {
                Interlocked.Increment(ref begun);
                if (recording == 0)
                {
                    await underWay.Task;
                    throw new IOException("The store is gone.");
                }

                underWay.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                stopped = true;
            },
            CancellationToken.None);
        var good = places.WorkAsync(5, static (_, _) => Task.CompletedTask, CancellationToken.None);

        var thrown = await Assert.ThrowsAsync<IOException>(() => bad.WaitAsync(Deadline));
        await good.WaitAsync(Deadline);

        Assert.Equal("The store is gone.", thrown.Message);
        Assert.True(stopped);
        Assert.Equal(2, begun);
    }

    [Fact]
    public async Task Whoever_is_cancelled_before_its_turn_does_not_wait_for_it()
    {
        var places = new RecordingPlaces(1, cores: null, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var end = new TaskCompletionSource();
        var first = places.WorkAsync(1, (_, _) => end.Task, CancellationToken.None);
        var begun = false;
        var second = places.WorkAsync(
            1,
            (_, _) =>
            {
                begun = true;
                return Task.CompletedTask;
            },
            stop.Token);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second.WaitAsync(Deadline));

        Assert.False(first.IsCompleted);
        end.SetResult();
        await first.WaitAsync(Deadline);
        await places.WorkAsync(2, static (_, _) => Task.CompletedTask, CancellationToken.None).WaitAsync(Deadline);
        Assert.False(begun);
    }

    [Fact]
    public async Task What_is_given_up_has_failed_at_once_and_its_place_is_the_next_ones_whether_it_comes_back_or_not()
    {
        var places = new RecordingPlaces(1, cores: null, TimeProvider.System);
        var (late, isBack) = (new TaskCompletionSource(), new TaskCompletionSource());
        var given = new TaskCompletionSource<(Action<Exception> Up, CancellationToken Stop)>(TaskCreationOptions.RunContinuationsAsynchronously);
        var hanging = places.WorkAsync(
            2,
            async (_, giveUp, cancellation) =>
            {
                given.SetResult((giveUp, cancellation));
                await late.Task;
                isBack.SetResult();
            },
            CancellationToken.None);
        var (now, most) = (0, 0);
        var next = places.WorkAsync(
            20,
            async (_, _) =>
            {
                most = Math.Max(most, Interlocked.Increment(ref now));
                late.TrySetResult();
                await isBack.Task;
                await Task.Yield();
                Interlocked.Decrement(ref now);
            },
            CancellationToken.None);
        var (up, stop) = await given.Task.WaitAsync(Deadline);

        up(new IOException("It hangs."));
        up(new IOException("It hangs, as was said."));

        var thrown = await Assert.ThrowsAsync<IOException>(() => hanging.WaitAsync(Deadline));
        Assert.Equal(("It hangs.", true), (thrown.Message, stop.IsCancellationRequested));

        // It comes back while the next session has its place, which is one place and not two.
        await next.WaitAsync(Deadline);
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task Each_works_in_the_context_of_its_own_session()
    {
        var places = new RecordingPlaces(1, cores: null, new SteppedTime());
        var trace = new AsyncLocal<string>();
        var seen = new List<string?>();
        var begin = new TaskCompletionSource();

        Task Work(string name)
        {
            trace.Value = name;
            return places.WorkAsync(
                2,
                async (_, _) =>
                {
                    await begin.Task;
                    seen.Add(trace.Value);
                },
                CancellationToken.None);
        }

        var sessions = new[] { Work("one"), Work("two") };
        begin.SetResult();
        await Task.WhenAll(sessions).WaitAsync(Deadline);

        Assert.Equal(["one", "one", "two", "two"], seen);
    }

    [Fact]
    public async Task Cores_are_told_how_many_recordings_want_one()
    {
        var cores = new ComputingCores(2);
        var places = new RecordingPlaces(2, cores, TimeProvider.System);
        var (begun, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        var number = 0;

        var working = places.WorkAsync(
            2,
            async (_, _) =>
            {
                if (Interlocked.Increment(ref number) == 2)
                {
                    begun.SetResult();
                }

                await end.Task;
            },
            CancellationToken.None);
        await begun.Task.WaitAsync(Deadline);
        Assert.False(cores.AreSpare);
        end.SetResult();
        await working.WaitAsync(Deadline);

        Assert.True(SpinWait.SpinUntil(() => cores.AreSpare, Deadline));
        await places.WorkAsync(0, static (_, _) => Task.FromException(new InvalidOperationException("There is none.")), CancellationToken.None);
    }

    private sealed class SteppedTime : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Volatile.Read(ref _now);

        public void Advance(TimeSpan by) => Interlocked.Add(ref _now, by.Ticks);
    }
}
