namespace Heimdall.Ledger.Objects;

/// <summary>Settings of the object store's client, from <see cref="Section"/> and <c>{Section}:{connectionName}</c>.</summary>
public sealed class ObjectStoreSettings
{
    public const string Section = "Heimdall:ObjectStore";

    /// <summary>As <see cref="ObjectStoreConnectionString"/> reads it. Overridden by <c>ConnectionStrings:{connectionName}</c>.</summary>
    public string? ConnectionString { get; set; }

    public bool DisableHealthChecks { get; set; }

    /// <summary>How the store is spoken to, such as <c>Heimdall__ObjectStore__Options__MaxRetries</c>.</summary>
    public ObjectStoreOptions Options { get; set; } = new();
}
