using Heimdall.Extractor.Queue;
using Microsoft.Extensions.Logging;
using Quartz;

namespace Heimdall.Extractor.Scheduling;

/// <summary>What Quartz calls when a task is due.</summary>
[DisallowConcurrentExecution]
internal sealed partial class ScheduledTick<TTask>(
    TTask task, TaskRunner runner, LedgerStart ledger, ILogger<ScheduledTick<TTask>> logger) : IJob
    where TTask : IScheduledTask
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await ledger.WhenReadyAsync(cancellationToken);
            await runner.RunDueAsync(task, context.ScheduledFireTimeUtc ?? context.FireTimeUtc, cancellationToken);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested && WorldFault.Is(fault))
        {
            LogMissed(task.Name, fault.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The task {Task} was due and could not be run, the next slot makes it good: {Reason}")]
    private partial void LogMissed(string task, string reason);
}
