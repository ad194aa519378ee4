using System.Globalization;
using Heimdall.ServiceDefaults.Postgres;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Heimdall.Extractor;

/// <summary>How a worker is connected to the ledger.</summary>
internal static class LedgerConnection
{
    private static readonly TimeSpan LongestIdle = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Adds the data source. A worker that is frozen, or whose network is gone, amid a settlement leaves a transaction behind that has the job's
    /// row locked: nobody could rescue the job, for hours. The server ends such a transaction within half a lease.
    /// </summary>
    /// <exception cref="SettingException">A setting is not what it may be.</exception>
    public static void AddLedgerDatabase(this IHostApplicationBuilder builder, string connectionName)
    {
        var idle = IdleTransactionTimeout(ExtractionOptions.Read(builder.Configuration).LeaseDuration);
        builder.AddNpgsqlDataSource(connectionName, configureDataSourceBuilder: source => AddTimeout(source.ConnectionStringBuilder, idle));
    }

    /// <summary>How long a transaction of a worker may be silent.</summary>
    public static TimeSpan IdleTransactionTimeout(TimeSpan leaseDuration) => leaseDuration / 2 < LongestIdle ? leaseDuration / 2 : LongestIdle;

    private static void AddTimeout(NpgsqlConnectionStringBuilder connection, TimeSpan idle)
    {
        var setting = string.Create(CultureInfo.InvariantCulture, $"-c idle_in_transaction_session_timeout={(long)idle.TotalMilliseconds}");
        connection.Options = string.IsNullOrEmpty(connection.Options) ? setting : $"{connection.Options} {setting}";
    }
}
