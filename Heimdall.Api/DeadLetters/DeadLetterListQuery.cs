using System.ComponentModel;
using Heimdall.Api.Json;
using Heimdall.Api.Problems;
using Heimdall.Ledger.DeadLetters;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Heimdall.Api.DeadLetters;

/// <summary>Which messages a list shows.</summary>
internal sealed record DeadLetterListQuery(
    [property: FromQuery(Name = "queue"), Description("The queue they came from.")] string? Queue,
    [property: FromQuery(Name = "reason"), Description("A part of what is wrong with them, in capitals or not.")] string? Reason,
    [property: FromQuery(Name = "from"), Description("They came last at this time or later.")] IsoTime? From,
    [property: FromQuery(Name = "to"), Description("They came last before this time.")] IsoTime? To)
{
    private const int MaxQueueLength = 255;
    private const int MaxReasonLength = 200;

    public DeadLetterFilter Filter => new(Queue, Reason, From?.Utc, To?.Utc);

    public ProblemHttpResult? Check() => Check(Filter).ToProblem();

    /// <summary>What a list and a removal ask of a filter alike.</summary>
    public static FieldErrors Check(DeadLetterFilter filter) => new FieldErrors()
        .RequireText(filter.Queue, "queue", MaxQueueLength, isOptional: true)
        .RequireText(filter.Reason, "reason", MaxReasonLength, isOptional: true)
        .Require(filter.From is not { } from || IsoTime.IsPlausible(from), "from", "must be between 1970 and 2200")
        .Require(filter.To is not { } to || IsoTime.IsPlausible(to), "to", "must be between 1970 and 2200");
}
