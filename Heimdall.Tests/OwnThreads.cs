using System.Collections.Concurrent;

namespace Heimdall.Tests;

/// <summary>
/// Long computations on threads of their own. On the pool's, whatever else this process waits for stands still meanwhile: sockets, timers, the
/// leases of the workers that other tests run.
/// </summary>
internal static class OwnThreads
{
    /// <summary>Works off the parts 0…<paramref name="parts"/> − 1 on as many threads as there are cores; whoever is free takes the next.</summary>
    /// <param name="parts">How many.</param>
    /// <param name="begin">Makes what a thread keeps from part to part.</param>
    /// <param name="work">Works off a part; false: no further part is begun.</param>
    /// <returns>What the threads kept.</returns>
    /// <exception cref="AggregateException">A part threw.</exception>
    public static IReadOnlyCollection<T> Work<T>(int parts, Func<T> begin, Func<T, int, bool> work)
    {
        var kept = new ConcurrentBag<T>();
        var faults = new ConcurrentBag<Exception>();
        var taken = 0;
        var threads = Enumerable.Range(0, Math.Min(parts, Environment.ProcessorCount)).Select(_ => new Thread(WorkOff) { IsBackground = true }).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return faults.IsEmpty ? kept : throw new AggregateException(faults);

        void WorkOff()
        {
            try
            {
                var mine = begin();
                kept.Add(mine);
                while (Interlocked.Increment(ref taken) is var next && next <= parts)
                {
                    if (!work(mine, next - 1))
                    {
                        Interlocked.Add(ref taken, parts);
                    }
                }
            }
            catch (Exception fault)
            {
                // Told to whoever asked for the work: on this thread it would end the process.
                faults.Add(fault);
                Interlocked.Add(ref taken, parts);
            }
        }
    }

    /// <inheritdoc cref="Work{T}(int, Func{T}, Func{T, int, bool})"/>
    public static void Work(int parts, Action<int> work) => Work(
        parts,
        () => 0,
        (_, part) =>
        {
            work(part);
            return true;
        });
}
