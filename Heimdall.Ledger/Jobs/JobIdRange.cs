using System.Buffers.Binary;

namespace Heimdall.Ledger.Jobs;

/// <summary>Ids of jobs begin with the time they were made at, so a range of times is a range of the lists' own index.</summary>
internal static class JobIdRange
{
    /// <summary>An id is made by the API's clock or the database's, the time of queueing by the database's: they may differ by so much.</summary>
    private static readonly TimeSpan ClockSlack = TimeSpan.FromHours(1);

    private const int TimeBytes = 6;

    /// <summary>No job that was queued at <paramref name="time"/> or later has an id below this.</summary>
    public static Guid? From(DateTimeOffset? time) => time is { } from ? Lowest(from - ClockSlack) : null;

    /// <summary>No job that was queued before <paramref name="time"/> has an id of this or above.</summary>
    public static Guid? To(DateTimeOffset? time) => time is { } to ? Lowest(to + ClockSlack) : null;

    private static Guid Lowest(DateTimeOffset time)
    {
        Span<byte> id = stackalloc byte[16];
        id.Clear();
        Span<byte> milliseconds = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(milliseconds, Math.Max(0, time.ToUnixTimeMilliseconds()));
        milliseconds[^TimeBytes..].CopyTo(id);
        return new Guid(id, bigEndian: true);
    }
}
