using Heimdall.Api.Access;
using Heimdall.Api.Lists;
using Heimdall.Api.Problems;
using Heimdall.Ledger.DeadLetters;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Heimdall.Api.DeadLetters;

/// <summary>Messages that no worker could understand.</summary>
internal static class DeadLetterApi
{
    public static void MapDeadLetters(this IEndpointRouteBuilder routes)
    {
        var letters = routes.MapGroup("/api/v1/admin/dead-letters").WithTags("Dead letters").RequireAuthorization(Role.Admin);
        letters.MapGet("", List).WithSummary("Lists the messages that no worker could understand, without their bodies.").ProducesProblem(422);
        letters.MapGet("/{id}", Show).WithSummary("Shows a message with the beginning of its body.").ProducesProblem(404);
        letters.MapDelete("/{id}", Delete).WithSummary("Removes a message that was looked at.").ProducesProblem(404);
    }

    private static async Task<Results<Ok<PageResponse<DeadLetterResponse>>, ProblemHttpResult>> List(
        [AsParameters] PageQuery page, DeadLetterStore letters, CancellationToken cancellationToken)
    {
        if (page.Check() is { } problem)
        {
            return problem;
        }

        return TypedResults.Ok(PageResponse.Of(await letters.ListAsync(page.Cursor, page.Items, cancellationToken), DeadLetterResponse.Of));
    }

    private static async Task<Results<Ok<DeadLetterResponse>, ProblemHttpResult>> Show(Guid id, DeadLetterStore letters, CancellationToken cancellationToken) =>
        await letters.FindAsync(id, cancellationToken) is { } letter ? TypedResults.Ok(DeadLetterResponse.WithBody(letter)) : NotFound(id);

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(
        Guid id, Caller caller, DeadLetterStore letters, CancellationToken cancellationToken) =>
        await letters.DeleteAsync(id, caller.Name, cancellationToken) ? TypedResults.NoContent() : NotFound(id);

    private static ProblemHttpResult NotFound(Guid id) => Problem.Of(
        StatusCodes.Status404NotFound, "dead_letter_not_found", "Dead letter not found", $"Dead letter not found: {id}. GET /api/v1/admin/dead-letters lists them.");
}
