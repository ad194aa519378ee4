using Heimdall.Api.Problems;
using Heimdall.Ledger.Sessions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Heimdall.Api.Sessions;

/// <summary>What is wrong with asking something of a session.</summary>
internal static class SessionProblem
{
    public static ProblemHttpResult NotFound(Guid id) => NotFound("Session not found", id);

    /// <summary>The words that completing a session has always used for it.</summary>
    public static ProblemHttpResult RecordingNotFound(Guid id) => NotFound("Recording session not found", id);

    /// <summary>The session takes nothing more: <c>session_closed</c> after completion, <c>session_failed</c> after failure.</summary>
    public static ProblemHttpResult Ended(Guid id, string status) => status == SessionStatus.Failed
        ? Conflict(id, status, "session_failed", "Session failed", $"Session {id} has failed, which is final. Begin a new session.")
        : Conflict(id, status, "session_closed", "Session closed", $"Session {id} is {status}, which is final. Begin a new session.");

    public static ProblemHttpResult NotCompleted(Guid id, string status) => status == SessionStatus.Failed
        ? Conflict(id, status, "session_failed", "Session failed", $"Session {id} has failed: it has no features and none are extracted.")
        : Conflict(id, status, "session_not_completed", "Session not completed", $"Session {id} is {status}. Complete it first: POST /api/v1/sessions/{id}/complete.");

    public static ProblemHttpResult NothingRecorded(Guid id, string status) =>
        Conflict(id, status, "nothing_recorded", "Nothing recorded", $"Session {id} ended without a recording: there is nothing to extract.");

    private static ProblemHttpResult NotFound(string title, Guid id) =>
        Problem.Of(StatusCodes.Status404NotFound, "session_not_found", title, $"{title}: {id}. GET /api/v1/sessions lists them; operators change only their own.");

    private static ProblemHttpResult Conflict(Guid id, string status, string code, string title, string detail) =>
        Problem.Of(StatusCodes.Status409Conflict, code, title, detail, new("session_id", id), new("session_status", status));
}
