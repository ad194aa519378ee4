using System.Runtime.InteropServices;

namespace Heimdall.Benchmarks.Rounds;

/// <summary>The CPU time of the calling thread (Linux), which the rest of the machine does not add to.</summary>
internal static unsafe partial class ThreadClock
{
    // clockid_t of <time.h>.
    private const int ThreadCpuTime = 3;

    public static TimeSpan Now
    {
        get
        {
            var time = stackalloc long[2];
            return ClockGetTime(ThreadCpuTime, time) == 0
                ? new TimeSpan((time[0] * TimeSpan.TicksPerSecond) + (time[1] / TimeSpan.NanosecondsPerTick))
                : throw new PlatformNotSupportedException("There is no CPU clock of a thread.");
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, long* time);
}
