using Heimdall.Ledger.Tasks;

namespace Heimdall.Extractor.Scheduling;

/// <summary>Something that is done by the clock, or because an admin asked for it.</summary>
internal interface IScheduledTask
{
    /// <summary>One of <see cref="TaskName"/>.</summary>
    string Name { get; }

    /// <summary>How often it is due.</summary>
    TimeSpan Interval { get; }

    /// <summary>What it is told when it is due by the clock; written as JSON.</summary>
    object DueParameters { get; }

    /// <summary>Does it.</summary>
    /// <returns>What it did; written as JSON.</returns>
    Task<object> RunAsync(TaskRun run, CancellationToken cancellationToken);
}
