using Npgsql;

namespace Heimdall.Ledger.Features;

/// <summary>
/// Tells whose features have come, or will not because their job was cancelled with its backfill, at the commit that decides it. A hint like any
/// notification: one that is lost with its connection is made good by whoever looks.
/// </summary>
public sealed class FeatureNotifications(NpgsqlDataSource database)
{
    private const string Listen = "listen heimdall_features";

    /// <summary>Listens over one connection for so long.</summary>
    /// <param name="duration">After this it returns: a connection that died silently is not listened to for ever.</param>
    /// <param name="onFeatures">
    /// Called with the sessions of which this is known, of any set, since now; with null where it may be any session: once as soon as it listens, and
    /// where the sessions of one statement are too many to be named.
    /// </param>
    /// <param name="cancellationToken">Ends the listening.</param>
    /// <exception cref="NpgsqlException">The database could not be reached, or the connection was lost.</exception>
    public Task ListenAsync(TimeSpan duration, Action<IReadOnlyList<Guid>?> onFeatures, CancellationToken cancellationToken) =>
        DatabaseListener.ListenAsync(database, Listen, duration, () => onFeatures(null), (_, sessions) => onFeatures(Parse(sessions)), cancellationToken);

    /// <summary>Null for what names no sessions, and for what nobody of Heimdall says.</summary>
    private static List<Guid>? Parse(string payload)
    {
        var sessions = new List<Guid>();
        foreach (var part in payload.Split(','))
        {
            if (!Guid.TryParse(part, out var session))
            {
                return null;
            }

            sessions.Add(session);
        }

        return sessions;
    }
}
