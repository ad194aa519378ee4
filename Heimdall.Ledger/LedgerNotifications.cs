using Npgsql;

namespace Heimdall.Ledger;

/// <summary>What the database tells at the commit of new work.</summary>
public enum LedgerNotification
{
    /// <summary>A job was queued.</summary>
    Jobs,

    /// <summary>A task was requested.</summary>
    Tasks,

    /// <summary>A job that is worked on was cancelled.</summary>
    Cancellations,

    /// <summary>A backfill was started, or goes on.</summary>
    Backfills,
}

/// <summary>
/// Listens to the database. A notification is a hint like a wake-up: one that is lost with its connection is made good by whoever polls.
/// </summary>
public sealed class LedgerNotifications(NpgsqlDataSource database)
{
    private const string JobsChannel = "heimdall_jobs";
    private const string TasksChannel = "heimdall_tasks";
    private const string CancellationsChannel = "heimdall_cancellations";
    private const string BackfillsChannel = "heimdall_backfills";

    private const string Listen = $"listen {JobsChannel}; listen {TasksChannel}; listen {CancellationsChannel}; listen {BackfillsChannel}";

    /// <summary>Listens over one connection for so long: a connection that died silently is not listened to for ever.</summary>
    /// <param name="duration">After this it returns.</param>
    /// <param name="onNotification">
    /// Called for every notification, and once for each kind as soon as it listens: nobody heard what came before.
    /// </param>
    /// <param name="cancellationToken">Ends the listening.</param>
    /// <exception cref="NpgsqlException">The database could not be reached, or the connection was lost.</exception>
    public Task ListenAsync(TimeSpan duration, Action<LedgerNotification> onNotification, CancellationToken cancellationToken)
    {
        return DatabaseListener.ListenAsync(database, Listen, duration, OnListening, (channel, _) => onNotification(Of(channel)), cancellationToken);

        void OnListening()
        {
            onNotification(LedgerNotification.Jobs);
            onNotification(LedgerNotification.Tasks);
            onNotification(LedgerNotification.Cancellations);
            onNotification(LedgerNotification.Backfills);
        }
    }

    private static LedgerNotification Of(string channel) => channel switch
    {
        TasksChannel => LedgerNotification.Tasks,
        CancellationsChannel => LedgerNotification.Cancellations,
        BackfillsChannel => LedgerNotification.Backfills,
        _ => LedgerNotification.Jobs,
    };
}
