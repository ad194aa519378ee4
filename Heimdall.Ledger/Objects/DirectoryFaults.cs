namespace Heimdall.Ledger.Objects;

/// <summary>Whatever a file system refuses, other than a file that is not there, means that the directory store cannot serve.</summary>
internal static class DirectoryFaults
{
    public static void Guard(string about, Action call) =>
        Guard(about, () =>
        {
            call();
            return true;
        });

    public static T Guard<T>(string about, Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception e) when (IsWorldAtFault(e))
        {
            throw Unavailable(about, e);
        }
    }

    public static async Task GuardAsync(string about, Func<ValueTask> call)
    {
        try
        {
            await call();
        }
        catch (Exception e) when (IsWorldAtFault(e))
        {
            throw Unavailable(about, e);
        }
    }

    public static bool IsWorldAtFault(Exception exception) =>
        exception is (IOException or UnauthorizedAccessException) and not ObjectStoreUnavailableException;

    private static ObjectStoreUnavailableException Unavailable(string about, Exception inner) =>
        new($"The object directory failed at {about}: {inner.Message}", inner);
}
