namespace Heimdall.Ledger.Access;

/// <summary>One act of an operator or an admin, as it was done.</summary>
/// <param name="Id">Grows with time.</param>
/// <param name="Actor">Name of the key.</param>
/// <param name="Action">What was done, such as <c>session.extract</c>.</param>
/// <param name="Subject">What it was done to, such as <c>session/0198…</c>.</param>
/// <param name="Detail">What else belongs to it; no secrets.</param>
public sealed record AuditEntry(long Id, DateTimeOffset At, string Actor, string Action, string Subject, System.Text.Json.JsonElement Detail);

/// <summary>Which entries a list shows. A field that is not set does not filter.</summary>
public sealed record AuditFilter(string? Actor = null, string? Action = null, string? Subject = null);
