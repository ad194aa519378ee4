using System.Text.Json;

namespace Heimdall.Ledger.Tasks;

/// <summary>One run of a scheduled or admin-started task.</summary>
/// <param name="DueAt">The slot it belongs to: one run a task and slot.</param>
/// <param name="LeaseOwner">The worker that runs it; null while none does.</param>
/// <param name="Worker">The worker that runs it, or ran it last.</param>
/// <param name="Status">One of <see cref="TaskRunStatus"/>.</param>
public sealed record TaskRun(
    Guid Id,
    string Task,
    DateTimeOffset DueAt,
    JsonElement Parameters,
    string RequestedBy,
    string Status,
    int Attempt,
    string? LeaseOwner,
    string? Worker,
    DateTimeOffset QueuedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? CompletedAt,
    JsonElement? Result,
    string? Error)
{
    /// <summary>Milliseconds from start to end; null before.</summary>
    public double? ExecutionTimeMs => CompletedAt is { } end && StartedAt is { } start ? (end - start).TotalMilliseconds : null;
}

/// <summary>The states of a task's run.</summary>
public static class TaskRunStatus
{
    public const string Queued = "queued";
    public const string Running = "running";
    public const string Success = "success";
    public const string Error = "error";

    public static IReadOnlyList<string> All { get; } = [Queued, Running, Success, Error];
}

/// <summary>Which runs a list shows. A field that is not set does not filter.</summary>
public sealed record TaskRunFilter(string? Task = null, string? Status = null);

/// <summary>The tasks by name.</summary>
public static class TaskName
{
    public const string BatchExtraction = "batch_extraction";
    public const string Housekeeping = "housekeeping";

    /// <summary>Backfills over all that lacks a current feature set version: no worker runs it, its backfills end it.</summary>
    public const string BackfillAll = "backfill_all";
    public const string StuckCheck = "stuck_check";
    public const string AlertCheck = "alert_check";
}

/// <summary>What a batch extraction is asked to do.</summary>
/// <param name="BatchSize">Recordings a batch, 1…1,000.</param>
/// <param name="MaxBatches">Batches at most, 1…1,000.</param>
public sealed record BatchExtractionParameters(int BatchSize = 50, int MaxBatches = 5);

/// <summary>What a batch extraction did.</summary>
public sealed record BatchExtractionResult(long TotalFound, long TasksQueued);
