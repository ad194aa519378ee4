using System.Net.Sockets;
using Npgsql;

namespace Heimdall.Extractor.Queue;

/// <summary>Tells the world's faults, which pass, from the program's, which stay.</summary>
internal static class WorldFault
{
    /// <summary>True where the database, the object store or the broker was out of reach: trying again may help.</summary>
    public static bool Is(Exception exception) => exception switch
    {
        PostgresException postgres => postgres.IsTransient || IsServerGoing(postgres.SqlState),
        NpgsqlException => true,
        IOException or SocketException or TimeoutException => true,
        _ => false,
    };

    // Class 57P: the server shuts down, crashed, or starts. Class 08: the connection. Class 53: it has no resources left.
    private static bool IsServerGoing(string state) =>
        state.StartsWith("57P", StringComparison.Ordinal)
        || state.StartsWith("08", StringComparison.Ordinal)
        || state.StartsWith("53", StringComparison.Ordinal);
}
