namespace Heimdall.Benchmarks.Load;

/// <summary>What the load is made of.</summary>
/// <param name="Sessions">Completed as fast as the API takes it.</param>
/// <param name="Measurements">Recordings of each session.</param>
/// <param name="Samples">Of each recording.</param>
/// <param name="IdleSessions">Of one recording each, one at a time, before the load.</param>
/// <param name="Extractors">Workers.</param>
/// <param name="WarmUpSessions">Sessions like the measured ones, completed at once before anything is measured: a service that runs for days is compiled.</param>
/// <param name="UploadsEach">True: every recording is uploaded. False: they refer to recordings that lie in the store.</param>
internal sealed record LoadShape(int Sessions, int Measurements, int Samples, int IdleSessions, int Extractors, int WarmUpSessions, bool UploadsEach)
{
    public double SampleRateHz => 200_000;

    public string Datatype => "cf32_le";

    /// <summary>Calls of the client at once.</summary>
    public int Callers => 8;
}
