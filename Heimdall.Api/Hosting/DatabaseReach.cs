using Npgsql;

namespace Heimdall.Api.Hosting;

/// <summary>Tells a database that cannot be worked with at the moment from one that was asked something wrong.</summary>
internal static class DatabaseReach
{
    /// <summary>True where there is no answer, the server starts or stops, or the database is not there (yet).</summary>
    public static bool IsLost(NpgsqlException error) =>
        error is not PostgresException || error.IsTransient || error.SqlState == PostgresErrorCodes.InvalidCatalogName;
}
