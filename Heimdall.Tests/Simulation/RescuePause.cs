namespace Heimdall.Tests.Simulation;

/// <summary>
/// What <c>Rescuer</c> remembers of the server: after an outage everybody has one lease time to renew, for nobody could in the meantime.
/// </summary>
internal sealed class RescuePause
{
    private bool _sawOutage;
    private long? _server;
    private long? _backSince;

    /// <summary>Its process begins.</summary>
    public void Forget() => (_sawOutage, _server, _backSince) = (false, null, null);

    /// <summary>It could not reach the database itself.</summary>
    public void SeeOutage() => _sawOutage = true;

    /// <summary>A look at the server that answers.</summary>
    /// <param name="server">Which: another one after each restart.</param>
    /// <param name="now">The time.</param>
    /// <param name="pause">One lease time, on the same clock.</param>
    /// <returns>True where nothing is to be rescued yet.</returns>
    public bool IsToPause(long server, long now, long pause)
    {
        if (_sawOutage || (_server is { } before && before != server))
        {
            _backSince = now;
        }

        (_sawOutage, _server) = (false, server);
        if (_backSince is { } since && now - since < pause)
        {
            return true;
        }

        _backSince = null;
        return false;
    }
}
