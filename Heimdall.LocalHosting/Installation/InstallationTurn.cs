namespace Heimdall.LocalHosting.Installation;

/// <summary>One installation at a time on this machine, whichever process asks for it.</summary>
internal static class InstallationTurn
{
    private const string LockFile = "/run/lock/local-engine-install.lock";
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Waits for its turn; disposing the result passes it on.</summary>
    public static async Task<IDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(LockFile) ?? "/");
        using var timer = new PeriodicTimer(RetryInterval);
        while (true)
        {
            try
            {
                return new FileStream(LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (!cancellationToken.IsCancellationRequested)
            {
                await timer.WaitForNextTickAsync(cancellationToken);
            }
        }
    }
}
