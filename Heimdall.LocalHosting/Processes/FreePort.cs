using System.Net;
using System.Net.Sockets;

namespace Heimdall.LocalHosting.Processes;

/// <summary>Ports on the loopback interface.</summary>
internal static class FreePort
{
    private const int RememberedPorts = 256;

    private static readonly Lock Gate = new();
    private static readonly Queue<int> Chosen = new();

    /// <summary>
    /// A port nobody listens on, and none of those that were chosen lately: their servers may not listen yet. A stranger can take it before it
    /// is used: whoever starts a server there tries another one then.
    /// </summary>
    public static int Choose()
    {
        lock (Gate)
        {
            var port = FindUnused();
            while (Chosen.Contains(port))
            {
                port = FindUnused();
            }

            Chosen.Enqueue(port);
            if (Chosen.Count > RememberedPorts)
            {
                Chosen.Dequeue();
            }

            return port;
        }
    }

    /// <summary>Whether a server could listen on the port now.</summary>
    public static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FindUnused()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return listener.LocalEndPoint is IPEndPoint endPoint ? endPoint.Port : throw new InvalidOperationException("A bound socket has an address.");
    }
}
