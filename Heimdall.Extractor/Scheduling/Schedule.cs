using Heimdall.Ledger.Alerts;

namespace Heimdall.Extractor.Scheduling;

/// <summary>A task and how often it is due.</summary>
internal sealed record Schedule(string Task, TimeSpan Interval)
{
    /// <summary>Slots that are looked back on: an alert of a missed one stays open for as many intervals.</summary>
    private const int SlotsBack = 3;

    /// <summary>A worker that is busy runs a slot a little late.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    /// <summary>The latest slots that somebody must have run by now.</summary>
    public IEnumerable<DueSlot> DueBy(DateTimeOffset now)
    {
        var last = TimeSlots.At(now - Grace, Interval);
        return Enumerable.Range(0, SlotsBack).Select(back => new DueSlot(Task, last - (back * Interval)));
    }
}
