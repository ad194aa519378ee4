using System.Net.Sockets;
using Npgsql;

namespace Heimdall.Extractor;

/// <summary>Tells the world's faults, which pass, from the program's, which stay.</summary>
internal static class WorldFault
{
    /// <summary>True where the database, the object store or the broker was out of reach: trying again may help.</summary>
    public static bool Is(Exception exception) => exception switch
    {
        PostgresException postgres => postgres.IsTransient || IsServerGoing(postgres.SqlState),
        NpgsqlException => true,
        IOException or SocketException or TimeoutException => true,

        // Whoever asked for an end knows it before asking here; what is left is a call that gave up waiting.
        OperationCanceledException => true,
        _ => false,
    };

    /// <summary>True where the database refused what it was given, as it always would: class 22 the data, class 23 a constraint.</summary>
    public static bool IsRefusal(PostgresException postgres) =>
        postgres.SqlState.StartsWith("22", StringComparison.Ordinal) || postgres.SqlState.StartsWith("23", StringComparison.Ordinal);

    // Class 57P: the server shuts down, crashed, or starts. Class 08: the connection. Class 53: it has no resources left.
    private static bool IsServerGoing(string state) =>
        state.StartsWith("57P", StringComparison.Ordinal)
        || state.StartsWith("08", StringComparison.Ordinal)
        || state.StartsWith("53", StringComparison.Ordinal);
}
