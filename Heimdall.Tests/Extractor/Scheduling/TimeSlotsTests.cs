using Heimdall.Extractor.Scheduling;

namespace Heimdall.Tests.Extractor.Scheduling;

public sealed class TimeSlotsTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData("2026-03-01T12:05:00.000Z", "2026-03-01T12:05:00Z")]
    [InlineData("2026-03-01T12:05:00.250Z", "2026-03-01T12:05:00Z")]
    [InlineData("2026-03-01T12:09:58.000Z", "2026-03-01T12:05:00Z")]
    [InlineData("2026-03-01T12:09:59.999Z", "2026-03-01T12:10:00Z")]
    [InlineData("2026-03-01T14:07:00.000+02:00", "2026-03-01T12:05:00Z")]
    public void A_timer_means_the_slot_it_fired_in_or_just_before(string firedAt, string slot) =>
        Assert.Equal(DateTimeOffset.Parse(slot), TimeSlots.At(DateTimeOffset.Parse(firedAt), Interval));

    [Fact]
    public void The_next_slot_is_one_interval_on() =>
        Assert.Equal(DateTimeOffset.Parse("2026-03-01T12:10:00Z"), TimeSlots.Next(DateTimeOffset.Parse("2026-03-01T12:05:00Z"), Interval));
}
