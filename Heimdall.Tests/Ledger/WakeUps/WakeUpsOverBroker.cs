using System.Threading.Channels;
using Heimdall.Ledger.WakeUps;
using Heimdall.Tests.Servers;
using RabbitMQ.Client;

namespace Heimdall.Tests.Ledger.WakeUps;

/// <summary>A publisher, a listener and a look behind the scenes, over one broker with fresh queues.</summary>
internal sealed class WakeUpsOverBroker : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Channel<WakeUp> _wakeUps = Channel.CreateUnbounded<WakeUp>();
    private Task _listening = Task.CompletedTask;

    private WakeUpsOverBroker(ConnectionFactory factory, WakeUpOptions options)
    {
        Factory = factory;
        Publisher = new WakeUpPublisher(factory, options, TimeProvider.System, new RecordedLog<WakeUpPublisher>());
        Listener = new WakeUpListener(factory, options, TimeProvider.System, ListenerLog);
    }

    public ConnectionFactory Factory { get; }

    public WakeUpPublisher Publisher { get; }

    public WakeUpListener Listener { get; }

    public RecordedLog<WakeUpListener> ListenerLog { get; } = new();

    public Channel<UndecodableWakeUp> Undecodable { get; } = Channel.CreateUnbounded<UndecodableWakeUp>();

    public static WakeUpOptions Quick { get; } = new()
    {
        ConfirmTimeout = TimeSpan.FromSeconds(5),
        FirstReconnectPause = TimeSpan.FromMilliseconds(100),
        MaxReconnectPause = TimeSpan.FromMilliseconds(500),
    };

    public static async Task<WakeUpsOverBroker> OpenAsync(TestBroker broker)
    {
        var wakeUps = new WakeUpsOverBroker(new ConnectionFactory { Uri = new Uri(broker.ConnectionString) }, Quick);
        await wakeUps.DeleteQueuesAsync();
        return wakeUps;
    }

    public static WakeUp NewWakeUp(Lane lane = Lane.Live) => new(lane, Guid.CreateVersion7());

    /// <summary>Listens in the background; what comes is kept for <see cref="NextAsync"/>.</summary>
    public void Listen() =>
        Listen(async (wakeUp, token) => await _wakeUps.Writer.WriteAsync(wakeUp, token));

    public void Listen(Func<WakeUp, CancellationToken, Task> onWakeUp) =>
        _listening = Listener.RunAsync(
            onWakeUp, async (told, token) => await Undecodable.Writer.WriteAsync(told, token), _end.Token);

    /// <summary>Listens in the background; what is no wake-up goes to <paramref name="onUndecodable"/>.</summary>
    public void ListenForOthers(Func<UndecodableWakeUp, CancellationToken, Task> onUndecodable) =>
        _listening = Listener.RunAsync(async (wakeUp, token) => await _wakeUps.Writer.WriteAsync(wakeUp, token), onUndecodable, _end.Token);

    public async Task<WakeUp> NextAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return await _wakeUps.Reader.ReadAsync(deadline.Token);
    }

    /// <summary>Messages that no consumer holds.</summary>
    public Task<uint> ReadyAsync(Lane lane) =>
        OnChannelAsync(async channel => await channel.MessageCountAsync(WakeUpTopology.QueueOf(lane)));

    public Task DeleteQueuesAsync() => OnChannelAsync(async channel =>
    {
        foreach (var lane in WakeUpTopology.Lanes)
        {
            await channel.QueueDeleteAsync(WakeUpTopology.QueueOf(lane), ifUnused: false, ifEmpty: false);
        }

        return true;
    });

    public async Task<T> OnChannelAsync<T>(Func<IChannel, Task<T>> look)
    {
        await using var connection = await Factory.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        var seen = await look(channel);
        await connection.CloseAsync();
        return seen;
    }

    /// <summary>Stops the listening; what it held comes back to the queues.</summary>
    public async Task StopListeningAsync()
    {
        await _end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _listening);
        _listening = Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Publisher.DisposeAsync();
        _end.Dispose();
    }
}
