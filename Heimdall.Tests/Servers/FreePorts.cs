using System.Net;
using System.Net.Sockets;

namespace Heimdall.Tests.Servers;

/// <summary>Ports of the loopback that nobody listens on.</summary>
internal static class FreePorts
{
    // Below the range that the kernel hands out by itself, so that a found block is not taken by a passing connection.
    private const int LowestPort = 20_000;
    private const int HighestPort = 32_000;

    /// <summary>The first of some consecutive free ports.</summary>
    public static int FindBlock(int count)
    {
        for (var attempt = 0; attempt < 200; attempt++)
        {
            var first = Random.Shared.Next(LowestPort, HighestPort - count);
            if (Enumerable.Range(first, count).All(IsFree))
            {
                return first;
            }
        }

        throw new InvalidOperationException($"No {count} consecutive free ports");
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
