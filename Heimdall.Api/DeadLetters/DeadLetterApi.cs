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
        letters.MapPost("/delete", DeleteMany)
            .WithSummary("Removes all messages that match, the newest first. preview: true shows which, and changes nothing.").ProducesProblem(422);
    }

    private static async Task<Results<Ok<PageResponse<DeadLetterResponse>>, ProblemHttpResult>> List(
        [AsParameters] DeadLetterListQuery query, [AsParameters] PageQuery page, DeadLetterStore letters, CancellationToken cancellationToken)
    {
        if ((query.Check() ?? page.Check()) is { } problem)
        {
            return problem;
        }

        return TypedResults.Ok(PageResponse.Of(await letters.ListAsync(query.Filter, page.Cursor, page.Items, cancellationToken), DeadLetterResponse.Of));
    }

    private static async Task<Results<Ok<DeadLetterResponse>, ProblemHttpResult>> Show(Guid id, DeadLetterStore letters, CancellationToken cancellationToken) =>
        await letters.FindAsync(id, cancellationToken) is { } letter ? TypedResults.Ok(DeadLetterResponse.WithBody(letter)) : NotFound(id);

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(
        Guid id, Caller caller, DeadLetterStore letters, CancellationToken cancellationToken) =>
        await letters.DeleteAsync(id, caller.Name, cancellationToken) ? TypedResults.NoContent() : NotFound(id);

    private static async Task<Results<Ok<BulkDeadLetterResponse>, ProblemHttpResult>> DeleteMany(
        BulkDeadLetterRequest request, Caller caller, BulkDeadLetters letters, CancellationToken cancellationToken)
    {
        if (request.Check() is { } problem)
        {
            return problem;
        }

        return TypedResults.Ok(request.IsPreview
            ? BulkDeadLetterResponse.Of(await letters.PreviewAsync(request.Filter, request.Most, cancellationToken), request.Most)
            : BulkDeadLetterResponse.Of(await letters.DeleteAsync(request.Filter, request.Most, caller.Name, cancellationToken), request.Most));
    }

    private static ProblemHttpResult NotFound(Guid id) => Problem.Of(
        StatusCodes.Status404NotFound, "dead_letter_not_found", "Dead letter not found", $"Dead letter not found: {id}. GET /api/v1/admin/dead-letters lists them.");
}
