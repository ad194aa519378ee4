using Npgsql;

namespace Heimdall.ServiceDefaults.Postgres;

/// <summary>How connections are used that are opened for every few statements, as all of Heimdall's are.</summary>
public static class PooledConnections
{
    /// <summary>More than there are statements: each is planned once a connection, and not once a call.</summary>
    private const int MostPreparedStatements = 200;

    /// <summary>Keeps statements prepared, unless the connection string says how many, and connections as they are between two uses.</summary>
    public static void UseManyTimes(this NpgsqlConnectionStringBuilder connection)
    {
        if (connection.MaxAutoPrepare == 0)
        {
            connection.MaxAutoPrepare = MostPreparedStatements;
        }

        // A session keeps nothing of its own that another user of the connection could meet: undoing it would take six statements each time.
        connection.NoResetOnClose = true;
    }
}
