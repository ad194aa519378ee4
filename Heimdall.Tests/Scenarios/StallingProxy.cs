using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Heimdall.Tests.Scenarios;

/// <summary>A network between a client and a server that may hold back what the client sends from some point on, or be down altogether.</summary>
internal sealed class StallingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly TaskCompletionSource _stalled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _resumed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _serverPort;
    private readonly Task _accepting;
    private CancellationTokenSource _cut = new();
    private byte[]? _mark;
    private volatile bool _isDown;

    public StallingProxy(int serverPort)
    {
        _serverPort = serverPort;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Completes when a connection is held back.</summary>
    public Task Stalled => _stalled.Task;

    /// <summary>Holds back the first connection whose client sends this text, from there on; the others pass.</summary>
    public void StallAt(string text) => Volatile.Write(ref _mark, System.Text.Encoding.ASCII.GetBytes(text));

    /// <summary>What was held back arrives.</summary>
    public void Resume() => _resumed.TrySetResult();

    /// <summary>Ends all connections and refuses new ones.</summary>
    public async Task GoDownAsync()
    {
        _isDown = true;
        await _cut.CancelAsync();
    }

    public void ComeBack()
    {
        _cut = new CancellationTokenSource();
        _isDown = false;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _cut.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _end.Dispose();
        _cut.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _connections.Add(PassAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            _listener.Stop();
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient { NoDelay = true };
        if (_isDown)
        {
            return;
        }

        using var both = CancellationTokenSource.CreateLinkedTokenSource(_end.Token, _cut.Token);
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, _serverPort, both.Token);
            near.NoDelay = true;
            await Task.WhenAny(PassRequestsAsync(near.GetStream(), far.GetStream(), both.Token), far.GetStream().CopyToAsync(near.GetStream(), both.Token));
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            near.Close();
        }

        await both.CancelAsync();
    }

    private async Task PassRequestsAsync(NetworkStream client, NetworkStream server, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await client.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (Volatile.Read(ref _mark) is { } mark && buffer.AsSpan(0, read).IndexOf(mark) >= 0 && Interlocked.CompareExchange(ref _mark, null, mark) == mark)
            {
                _stalled.TrySetResult();
                await _resumed.Task.WaitAsync(cancellationToken);
            }

            await server.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }
}
