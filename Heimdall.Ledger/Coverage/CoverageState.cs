namespace Heimdall.Ledger.Coverage;

/// <summary>How far a recording is under one feature set version. It is in exactly one of these.</summary>
public static class CoverageState
{
    /// <summary>Its features are stored, also while they are being made anew.</summary>
    public const string With = "with";
    public const string Queued = "queued";
    public const string Extracting = "extracting";

    /// <summary>The extraction failed and nothing is queued.</summary>
    public const string Failed = "failed";

    /// <summary>No features, no job, no failure: the next batch picks it.</summary>
    public const string Missing = "missing";
}
