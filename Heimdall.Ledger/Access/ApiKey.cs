namespace Heimdall.Ledger.Access;

/// <summary>A key of the HTTP API, without its secret.</summary>
/// <param name="Role"><c>viewer</c>, <c>operator</c> or <c>admin</c>.</param>
/// <param name="Prefix">The public part of the key, which finds it.</param>
/// <param name="KeySha256">SHA-256 of the whole key.</param>
public sealed record ApiKey(
    Guid Id, string Name, string Role, string Prefix, byte[] KeySha256, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt);

/// <summary>A working key has this name already. A name owns sessions, so two keys never share one.</summary>
public sealed class ApiKeyNameTakenException(string name) : Exception($"A working key named '{name}' exists already. Choose another name, or revoke that key.");
