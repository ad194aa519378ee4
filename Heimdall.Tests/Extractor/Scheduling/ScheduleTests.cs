using Heimdall.Extractor.Scheduling;

namespace Heimdall.Tests.Extractor.Scheduling;

public sealed class ScheduleTests
{
    [Fact]
    public void The_last_three_slots_are_due_a_minute_after_they_begin()
    {
        var schedule = new Schedule("batch_extraction", TimeSpan.FromMinutes(5));
        var noon = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal([noon, noon.AddMinutes(-5), noon.AddMinutes(-10)], schedule.DueBy(noon.AddSeconds(60)).Select(slot => slot.DueAt));
        Assert.Equal(noon.AddMinutes(-5), schedule.DueBy(noon.AddSeconds(50)).First().DueAt);
    }
}
