using System.Diagnostics;

namespace Heimdall.Tests.Servers;

/// <summary>Waits for a condition with a deadline.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Returns as soon as the condition holds.</summary>
    /// <exception cref="TimeoutException">It did not hold in time; the message is what <paramref name="why"/> says then.</exception>
    public static async Task HoldsAsync(Func<Task<bool>> condition, TimeSpan deadline, Func<string> why)
    {
        var started = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(Interval);
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > deadline)
            {
                throw new TimeoutException($"Not within {deadline.TotalSeconds} s: {why()}");
            }

            await timer.WaitForNextTickAsync();
        }
    }

    /// <inheritdoc cref="HoldsAsync(Func{Task{bool}}, TimeSpan, Func{string})"/>
    public static Task HoldsAsync(Func<bool> condition, TimeSpan deadline, Func<string> why) =>
        HoldsAsync(() => Task.FromResult(condition()), deadline, why);

    /// <inheritdoc cref="HoldsAsync(Func{Task{bool}}, TimeSpan, Func{string})"/>
    public static Task HoldsAsync(Func<bool> condition, TimeSpan deadline, string what) => HoldsAsync(condition, deadline, () => what);
}
