using Heimdall.Api.Access;
using Heimdall.Ledger.Sessions;

namespace Heimdall.Api.Sessions;

/// <summary>Whose session it is: operators change their own ones, admins all.</summary>
internal static class SessionOwnership
{
    /// <returns>The session where the caller may change it. Another's is as unknown as one that is not there.</returns>
    public static async Task<Session?> FindChangeableAsync(this SessionStore sessions, Guid id, Caller caller, CancellationToken cancellationToken) =>
        await sessions.FindAsync(id, cancellationToken) is { } session && (caller.IsAdmin || session.Owner == caller.Name) ? session : null;
}
