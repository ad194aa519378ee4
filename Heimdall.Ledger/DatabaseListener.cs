using Dapper;
using Npgsql;

namespace Heimdall.Ledger;

/// <summary>Hears what other connections notify at their commits, for a while and over one connection.</summary>
internal static class DatabaseListener
{
    private const string Unlisten = "unlisten *";

    private const int UnlistenSeconds = 1;

    /// <param name="database">Where the connection comes from.</param>
    /// <param name="listen">The statements that begin it. They cannot be prepared, so they are no files among the statements.</param>
    /// <param name="duration">After this it returns: a connection that died silently is not listened to for ever.</param>
    /// <param name="onListening">Called as soon as it listens: nobody heard what came before.</param>
    /// <param name="onNotified">Called with every notification's channel and payload.</param>
    /// <param name="cancellationToken">Ends the listening.</param>
    /// <exception cref="NpgsqlException">The database could not be reached, or the connection was lost.</exception>
    public static async Task ListenAsync(
        NpgsqlDataSource database,
        string listen,
        TimeSpan duration,
        Action onListening,
        Action<string, string> onNotified,
        CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        void OnNotified(object? sender, NpgsqlNotificationEventArgs notified) => onNotified(notified.Channel, notified.Payload);
        connection.Notification += OnNotified;
        await connection.ExecuteAsync(new CommandDefinition(listen, cancellationToken: cancellationToken));
        onListening();

        end.CancelAfter(duration);
        while (!end.IsCancellationRequested)
        {
            try
            {
                await connection.WaitAsync(end.Token);
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested)
            {
                break;
            }
        }

        // Its next user does not want to hear of this. A database that does not answer must not keep who stops.
        connection.Notification -= OnNotified;
        await connection.ExecuteAsync(new CommandDefinition(Unlisten, commandTimeout: UnlistenSeconds, cancellationToken: CancellationToken.None));
        cancellationToken.ThrowIfCancellationRequested();
    }
}
