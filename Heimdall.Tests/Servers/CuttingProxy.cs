using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Heimdall.Tests.Servers;

/// <summary>A bad network in front of a real server: passes bytes on, and cuts or stalls answers where a test says.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly ConcurrentQueue<Cut> _cuts = new();
    private readonly Uri _server;
    private readonly Task _accepting;
    private int _cutCount;

    public CuttingProxy(Uri server)
    {
        _server = server;
        _listener.Start();
        Endpoint = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Endpoint { get; }

    /// <summary>How many answers were cut or stalled so far.</summary>
    public int CutCount => _cutCount;

    /// <summary>Spoils the next answer that is long enough, after so many bytes of it; one call, one spoilt answer.</summary>
    public void CutAfter(long answerBytes, bool stall = false) => _cuts.Enqueue(new Cut(answerBytes, stall));

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _end.Dispose();
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
        using var far = new TcpClient();
        using var both = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        try
        {
            await far.ConnectAsync(_server.Host, _server.Port, both.Token);
            await Task.WhenAny(
                near.GetStream().CopyToAsync(far.GetStream(), both.Token),
                PassAnswersAsync(far.GetStream(), near, both.Token));
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            near.Close();
        }

        await both.CancelAsync();
    }

    private async Task PassAnswersAsync(NetworkStream server, TcpClient client, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        var passed = 0L;
        int read;
        while ((read = await server.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (_cuts.TryPeek(out var cut) && passed + read > cut.AnswerBytes && _cuts.TryDequeue(out cut))
            {
                Interlocked.Increment(ref _cutCount);
                var last = (int)Math.Clamp(cut.AnswerBytes - passed, 0, read);
                await client.GetStream().WriteAsync(buffer.AsMemory(0, last), cancellationToken);
                if (cut.Stall)
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                }

                client.LingerState = new LingerOption(enable: true, seconds: 0);
                client.Close();
                return;
            }

            await client.GetStream().WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            passed += read;
        }
    }

    private sealed record Cut(long AnswerBytes, bool Stall);
}
