namespace Heimdall.Ledger.DeadLetters;

/// <summary>Which messages a list shows, or a removal takes. A field that is not set does not filter.</summary>
/// <param name="Queue">The queue they came from.</param>
/// <param name="Reason">A part of what is wrong with them, in capitals or not.</param>
/// <param name="From">They came last at this time or later.</param>
/// <param name="To">They came last before this time.</param>
public sealed record DeadLetterFilter(string? Queue = null, string? Reason = null, DateTimeOffset? From = null, DateTimeOffset? To = null)
{
    /// <summary>The parameters of the statements that filter messages.</summary>
    /// <param name="before">Only ids below this; null: all.</param>
    /// <param name="limit">Rows at most.</param>
    internal object Parameters(Guid? before, int limit) => new { before, queue = Queue, reason = Reason, from = From, to = To, limit };
}
