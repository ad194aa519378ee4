namespace Heimdall.Ledger.Measurements;

/// <summary>How much a session may record.</summary>
/// <param name="PerSession">Recordings of a session at most: all of them are extracted as one job, and stored in one transaction.</param>
public sealed record MeasurementLimits(int PerSession = MeasurementLimits.DefaultPerSession)
{
    public const int DefaultPerSession = 1000;
}
