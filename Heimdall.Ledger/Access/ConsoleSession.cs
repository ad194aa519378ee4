namespace Heimdall.Ledger.Access;

/// <summary>Who is signed in to the console, until when, and for which key: a row of <c>api_keys</c>, or the first admin's.</summary>
/// <param name="Name">The key's name.</param>
/// <param name="Role"><c>viewer</c>, <c>operator</c> or <c>admin</c>.</param>
/// <param name="ApiKeyId">The key; null for the first admin's.</param>
/// <param name="AdminFingerprint">SHA-256 of the SHA-256 of the first admin's key; null for every other one.</param>
/// <param name="ExpiresAt">The end, by the database's clock.</param>
public sealed record ConsoleSession(string Name, string Role, Guid? ApiKeyId, byte[]? AdminFingerprint, DateTimeOffset ExpiresAt);
