using Heimdall.Api.Json;
using Heimdall.Api.Problems;
using Heimdall.Ledger.Jobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Heimdall.Api.Jobs;

/// <summary>What is wrong with asking something of a job.</summary>
internal static class JobProblem
{
    public static ProblemHttpResult NotFound(Guid id) => Problem.Of(
        StatusCodes.Status404NotFound,
        "job_not_found",
        "Job not found",
        $"Job not found: {id}. Finished jobs are kept for a limited time; GET /api/v1/jobs lists those that are there; operators change only those of their own sessions.");

    public static ProblemHttpResult Active(Job job, DateTimeOffset now) => Conflict(
        job,
        "extraction_active",
        "Extraction under way",
        $"Job {job.Id} extracts this already: it is {job.Status}{Situation(job, now)}. GET /api/v1/jobs/{job.Id} shows it.");

    public static ProblemHttpResult Completed(Job job) => Conflict(
        job,
        "job_completed",
        "Job completed",
        $"Job {job.Id} has completed: there is nothing to retry. An admin can extract it anew: POST /api/v1/sessions/{job.SubjectId}/extract with force and a reason.");

    public static ProblemHttpResult Finished(Job job) => Conflict(
        job, "job_finished", "Job finished", $"Job {job.Id} is {job.Status} already: there is nothing to cancel. GET /api/v1/jobs/{job.Id} shows it.");

    private static string Situation(Job job, DateTimeOffset now) => job switch
    {
        { LeaseOwner: { } owner } => $" by {owner}",
        { IsHeld: true } => $", and held while its backfill {job.BackfillId} is paused",
        { NotBefore: { } time } when job.IsWaitingAt(now) =>
            $", and waits until {IsoTime.Write(time)} for its next attempt; POST /api/v1/jobs/{job.Id}/retry makes it due at once",
        { Status: JobStatus.Queued } => " and due: the next free worker takes it",
        _ => "",
    };

    private static ProblemHttpResult Conflict(Job job, string code, string title, string detail) =>
        Problem.Of(StatusCodes.Status409Conflict, code, title, detail, new("job_id", job.Id), new("state", job.Status), new("owner", job.LeaseOwner));
}
