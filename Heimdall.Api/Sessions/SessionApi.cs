using System.Diagnostics;
using Heimdall.Api.Access;
using Heimdall.Api.Lists;
using Heimdall.Ledger.Sessions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Heimdall.Api.Sessions;

/// <summary>The listening events, from their beginning to their end.</summary>
internal static partial class SessionApi
{
    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        var sessions = routes.MapGroup("/api/v1/sessions").WithTags("Sessions").RequireAuthorization(Role.Viewer);
        sessions.MapGet("", List).WithSummary("Lists sessions, searched, filtered and sorted as asked. Where few of very many pass, a page may be short or empty and yet have a next_cursor: go on with it.").ProducesProblem(422);
        sessions.MapGet("/{id}", Show).WithSummary("Shows a session.").ProducesProblem(404);

        var operating = sessions.MapGroup("").RequireAuthorization(Role.Operator);
        operating.MapPost("", Create).WithSummary("Begins a session, which takes recordings until it ends.").ProducesProblem(422);
        operating.MapPost("/{id}/complete", Complete)
            .WithSummary("Completes a session and queues the extraction of its features. Again: the same answer.").ProducesProblem(404).ProducesProblem(409);
        operating.MapPost("/{id}/fail", Fail)
            .WithSummary("Ends a session as failed: its recordings stay, nothing is extracted.").ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
    }

    private static async Task<Results<Ok<PageResponse<ListedSession>>, ProblemHttpResult>> List(
        [AsParameters] SessionListQuery query, [AsParameters] PageQuery page, SessionStore sessions, CancellationToken cancellationToken)
    {
        if ((query.Check() ?? page.Check()) is { } problem)
        {
            return problem;
        }

        return TypedResults.Ok(PageResponse.Of(await sessions.ListAsync(query.Filter, page.Cursor, page.Items, cancellationToken)));
    }

    private static async Task<Results<Ok<Session>, ProblemHttpResult>> Show(Guid id, SessionStore sessions, CancellationToken cancellationToken) =>
        await sessions.FindAsync(id, cancellationToken) is { } session ? TypedResults.Ok(session) : SessionProblem.NotFound(id);

    private static async Task<Results<Created<Session>, ProblemHttpResult>> Create(
        NewSessionRequest request, Caller caller, SessionStore sessions, CancellationToken cancellationToken)
    {
        if (request.Check(caller.Name, out var asked) is { } problem)
        {
            return problem;
        }

        var session = await sessions.CreateAsync(asked, cancellationToken);
        return TypedResults.Created($"/api/v1/sessions/{session.Id}", session);
    }

    private static async Task<Results<Ok<SessionCompletedResponse>, ProblemHttpResult>> Complete(
        Guid id, Caller caller, SessionStore sessions, ILogger<Session> logger, CancellationToken cancellationToken)
    {
        switch (await sessions.CompleteAsync(id, caller.Name, caller.IsAdmin ? null : caller.Name, Activity.Current?.Id, cancellationToken))
        {
            case SessionEnding.Ended(var session) { Task: var job, IsNew: var isNew }:
                if (isNew && session.FeatureExtractionTaskId is not null)
                {
                    Triggered(logger, id);
                }

                return TypedResults.Ok(SessionCompletedResponse.Of(session, job));
            case SessionEnding.EndedOtherwise(var session):
                return SessionProblem.Ended(id, session.Status);
            case SessionEnding.NotFound:
                return SessionProblem.RecordingNotFound(id);
            case var ending:
                throw new UnreachableException(ending.ToString());
        }
    }

    private static async Task<Results<Ok<Session>, ProblemHttpResult>> Fail(
        Guid id, SessionFailRequest request, Caller caller, SessionStore sessions, CancellationToken cancellationToken)
    {
        if (request.Check(out var reason) is { } problem)
        {
            return problem;
        }

        if (await sessions.FindChangeableAsync(id, caller, cancellationToken) is null)
        {
            return SessionProblem.NotFound(id);
        }

        return await sessions.FailAsync(id, reason, caller.Name, cancellationToken) switch
        {
            SessionEnding.Ended(var session) => TypedResults.Ok(session),
            SessionEnding.EndedOtherwise(var session) => SessionProblem.Ended(id, session.Status),
            SessionEnding.NotFound => SessionProblem.NotFound(id),
            var ending => throw new UnreachableException(ending.ToString()),
        };
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Triggered feature extraction for session {SessionId}")]
    private static partial void Triggered(ILogger logger, Guid sessionId);
}
