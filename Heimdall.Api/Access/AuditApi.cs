using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using Heimdall.Api.Lists;
using Heimdall.Api.Problems;
using Heimdall.Ledger.Access;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Heimdall.Api.Access;

/// <summary>Who did what.</summary>
internal static class AuditApi
{
    public static void MapAudit(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/admin/audit", List).WithTags("Audit").RequireAuthorization(Role.Admin)
            .WithSummary("Lists what operators and admins did, the latest first.").ProducesProblem(422);

    private static async Task<Results<Ok<PageResponse<AuditEntryResponse>>, ProblemHttpResult>> List(
        [AsParameters] AuditQuery query, [AsParameters] PageQuery page, AuditLog audit, CancellationToken cancellationToken)
    {
        if ((query.Check() ?? page.Check()) is { } problem)
        {
            return problem;
        }

        return TypedResults.Ok(PageResponse.Of(await audit.ListAsync(query.Filter, page.Cursor, page.Items, cancellationToken), AuditEntryResponse.Of));
    }
}

/// <summary>Which entries the list shows.</summary>
internal sealed record AuditQuery(
    [property: FromQuery(Name = "actor"), Description("Name of the key.")] string? Actor,
    [property: FromQuery(Name = "action"), Description("Such as job.retry.")] string? Action,
    [property: FromQuery(Name = "subject"), Description("Such as job/{id}.")] string? Subject)
{
    private const int MaxLength = 200;

    public AuditFilter Filter => new(Actor, Action, Subject);

    public ProblemHttpResult? Check() => new FieldErrors()
        .RequireText(Actor, "actor", MaxLength, isOptional: true)
        .RequireText(Action, "action", MaxLength, isOptional: true)
        .RequireText(Subject, "subject", MaxLength, isOptional: true)
        .ToProblem();
}

/// <summary>One act.</summary>
/// <param name="Actor">Name of the key.</param>
/// <param name="Action">What was done.</param>
/// <param name="Subject">What it was done to.</param>
/// <param name="Detail">What else belongs to it.</param>
internal sealed record AuditEntryResponse(string Id, DateTimeOffset At, string Actor, string Action, string Subject, JsonElement Detail)
{
    public static AuditEntryResponse Of(AuditEntry entry) =>
        new(entry.Id.ToString(CultureInfo.InvariantCulture), entry.At, entry.Actor, entry.Action, entry.Subject, entry.Detail);
}
