namespace Heimdall.Ledger.Features;

/// <summary>A feature set in one of its versions, such as <c>rf.iq</c> 1.</summary>
public sealed record FeatureSetId(string Name, int Version)
{
    /// <summary>The set that completing a session answers with.</summary>
    public const string DefaultSet = "rf.iq";

    public override string ToString() => $"{Name} {Version}";
}
