using System.Diagnostics.Metrics;
using Heimdall.Ledger.Objects;
using Microsoft.Extensions.Logging;

namespace Heimdall.Extractor.Pipeline;

/// <summary>
/// How the object store serves this worker. Reading and writing are two things: on a disk that is full recordings can be read, and features
/// do not wait for pictures.
/// </summary>
internal sealed class StoreConditions
{
    private const string MeterName = "Heimdall.Extractor";

    public StoreConditions(TimeProvider time, IMeterFactory meters, ILogger<StoreCondition> logger)
    {
        Reading = new StoreCondition("read", time, logger);
        Writing = new StoreCondition("write", time, logger);
        meters.Create(MeterName).CreateObservableUpDownCounter(
            "heimdall.worker.store.faults", Observe, "{fault}", "1 while this worker finds the object store at fault and begins what needs it one at a time, by access.");
    }

    /// <summary>Of recordings. The first bytes of one prove that the store serves: a long one takes minutes to its end.</summary>
    public StoreCondition Reading { get; }

    /// <summary>Of pictures. One that was written whole proves that the store serves: the first small object may fit where the rest does not.</summary>
    public StoreCondition Writing { get; }

    /// <summary>Tells faults of reading from everything else that can go wrong there, of which the store is not at fault.</summary>
    /// <param name="location">Of the object.</param>
    /// <param name="fault">What the store threw.</param>
    /// <param name="isUnwanted">Somebody ended the read.</param>
    /// <returns>What is to be thrown instead; null where it is not the store's fault.</returns>
    public ObjectStoreUnavailableException? FaultOfReading(string location, Exception fault, bool isUnwanted)
    {
        if (isUnwanted || !WorldFault.Is(fault))
        {
            return null;
        }

        var told = fault as ObjectStoreUnavailableException ?? new ObjectStoreUnavailableException($"Reading {location} failed: {fault.Message}", fault);
        Reading.Failed(told.Message);
        return told;
    }

    private IEnumerable<Measurement<int>> Observe() =>
    [
        Of(Reading),
        Of(Writing),
    ];

    private static Measurement<int> Of(StoreCondition condition) =>
        new(condition.IsAtFault ? 1 : 0, new KeyValuePair<string, object?>("access", condition.Access));
}
