using System.Diagnostics;
using Heimdall.Ledger.Tasks;

namespace Heimdall.Extractor.Scheduling;

/// <summary>A task's run as a trace of its own.</summary>
internal static class TaskActivities
{
    private static readonly ActivitySource Source = new("Heimdall.Extractor");

    /// <summary>Lasts until the end of the run is written.</summary>
    public static Activity? Start(TaskRun run) => Source.StartActivity(
        $"run {run.Task}",
        ActivityKind.Internal,
        parentContext: default,
        [new("heimdall.task.name", run.Task), new("heimdall.task.id", run.Id.ToString()), new("heimdall.task.requested_by", run.RequestedBy)]);
}
