using System.Text.Json.Serialization;
using Heimdall.Ledger.DeadLetters;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Heimdall.Api.DeadLetters;

/// <summary>Which messages to remove. At least one field must say so.</summary>
/// <param name="Queue">The queue they came from.</param>
/// <param name="Reason">A part of what is wrong with them, in capitals or not.</param>
/// <param name="From">They came last at this time or later.</param>
/// <param name="To">They came last before this time.</param>
/// <param name="Preview">True: say what matches, and change nothing.</param>
/// <param name="Limit">Messages at most, 1…10,000; 1,000 by default. The newest are taken.</param>
internal sealed record BulkDeadLetterRequest(
    string? Queue = null, string? Reason = null, DateTimeOffset? From = null, DateTimeOffset? To = null, bool? Preview = null, int? Limit = null)
{
    private const int DefaultLimit = 1000;

    [JsonIgnore]
    public bool IsPreview => Preview is true;

    [JsonIgnore]
    public int Most => Limit ?? DefaultLimit;

    [JsonIgnore]
    public DeadLetterFilter Filter => new(Queue, Reason, From, To);

    public ProblemHttpResult? Check() => DeadLetterListQuery.Check(Filter)
        .Require(Most is >= 1 and <= BulkDeadLetters.MostLetters, "limit", $"must be from 1 to {BulkDeadLetters.MostLetters}")
        .Require(Filter != new DeadLetterFilter(), "body", "must have a field that says which messages, such as queue, reason or to")
        .ToProblem();
}
