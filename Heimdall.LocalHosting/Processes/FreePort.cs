using System.Net;
using System.Net.Sockets;

namespace Heimdall.LocalHosting.Processes;

/// <summary>Ports on the loopback interface.</summary>
internal static class FreePort
{
    /// <summary>A port nobody listens on. It can be taken before it is used: whoever starts a server there tries another one then.</summary>
    public static int Choose()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return listener.LocalEndPoint is IPEndPoint endPoint ? endPoint.Port : throw new InvalidOperationException("A bound socket has an address.");
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
}
