using System.Diagnostics;

namespace Heimdall.Tests.LocalHosting;

/// <summary>Waits for a condition, with a deadline.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<bool> condition, TimeSpan deadline, Func<string> otherwise)
    {
        var began = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < deadline, otherwise());
            await timer.WaitForNextTickAsync();
        }
    }
}
