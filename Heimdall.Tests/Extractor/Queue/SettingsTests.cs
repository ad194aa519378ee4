using Heimdall.Extractor;
using Heimdall.Extractor.Scheduling;
using Microsoft.Extensions.Configuration;

namespace Heimdall.Tests.Extractor.Queue;

public sealed class SettingsTests
{
    [Fact]
    public void Without_settings_the_defaults_hold()
    {
        Assert.Equal(new ExtractionOptions(), ExtractionOptions.Read(With()));
        Assert.Equal(new SchedulesOptions(), SchedulesOptions.Read(With()));
        Assert.Equal(new AlertOptions(), AlertOptions.Read(With()));
        Assert.Equal(new RetentionOptions(), RetentionOptions.Read(With()));
    }

    [Fact]
    public void A_duration_is_written_as_a_time_or_in_seconds()
    {
        Assert.Equal(TimeSpan.FromSeconds(90), ExtractionOptions.Read(With(("Extraction:LeaseDuration", "00:01:30"))).LeaseDuration);
        Assert.Equal(TimeSpan.FromSeconds(90), ExtractionOptions.Read(With(("Extraction:LeaseDuration", "90"))).LeaseDuration);
    }

    [Fact]
    public void A_short_lease_is_renewed_in_time_without_being_told() =>
        Assert.Equal(TimeSpan.FromSeconds(3), ExtractionOptions.Read(With(("Extraction:LeaseDuration", "00:00:09"))).RenewInterval);

    [Theory]
    [InlineData(0, 8, 0)]
    [InlineData(0.01, 8, 1)]
    [InlineData(0.5, 1, 1)]
    [InlineData(0.5, 5, 2)]
    [InlineData(1, 8, 8)]
    public void A_backfill_has_its_share_of_the_slots_and_at_least_one(double share, int slots, int expected) =>
        Assert.Equal(expected, new ExtractionOptions { BackfillShare = share, Slots = slots }.BackfillSlots);

    [Fact]
    public void A_short_lease_is_looked_for_in_time_without_being_told() =>
        Assert.Equal(TimeSpan.FromSeconds(2), ExtractionOptions.Read(With(("Extraction:LeaseDuration", "4"))).RescueInterval);

    [Theory]
    [InlineData("Extraction:Slots", "0", "Extraction__Slots", "1 to 256")]
    [InlineData("Extraction:Slots", "many", "Extraction__Slots", "1 to 256")]
    [InlineData("Extraction:MeasurementsInParallel", "-1", "Extraction__MeasurementsInParallel", "1 to 256")]
    [InlineData("Extraction:Cores", "0", "Extraction__Cores", "1 to 256")]
    [InlineData("Extraction:LeaseDuration", "soon", "Extraction__LeaseDuration", "00:00:01 to 01:00:00")]
    [InlineData("Extraction:LeaseDuration", "00:00:00.5", "Extraction__LeaseDuration", "00:00:01 to 01:00:00")]
    [InlineData("Extraction:RenewInterval", "00:00:40", "Extraction__RenewInterval", "00:00:00.1000000 to 00:00:30")]
    [InlineData("Extraction:RescueInterval", "00:02:00", "Extraction__RescueInterval", "00:00:00.1000000 to 00:01:00")]
    [InlineData("Extraction:BackfillShare", "1.1", "Extraction__BackfillShare", "0 to 1")]
    [InlineData("Extraction:BackfillShare", "half", "Extraction__BackfillShare", "0 to 1")]
    [InlineData("Extraction:JobsPerSecond", "-1", "Extraction__JobsPerSecond", "0 to 100000")]
    [InlineData("Extraction:ObjectReads", "0", "Extraction__ObjectReads", "1 to 1024")]
    [InlineData("Extraction:ReadTimeout", "0", "Extraction__ReadTimeout", "00:00:01 to 1.00:00:00")]
    public void A_bad_value_stops_the_start_and_names_itself(string key, string value, string name, string range)
    {
        var thrown = Assert.Throws<SettingException>(() => ExtractionOptions.Read(With((key, value))));
        Assert.Contains(name, thrown.Message, StringComparison.Ordinal);
        Assert.Contains($"'{value}'", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(range, thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Schedules:BatchExtraction:Interval", "5", "Schedules__BatchExtraction__Interval", "00:00:10 to 1.00:00:00")]
    [InlineData("Schedules:BatchExtraction:BatchSize", "1001", "Schedules__BatchExtraction__BatchSize", "1 to 1000")]
    [InlineData("Schedules:FailStuck", "maybe", "Schedules__FailStuck", "true or false")]
    [InlineData("Alerts:FailureSharePercent", "0", "Alerts__FailureSharePercent", "1 to 100")]
    [InlineData("Retention:FinishedJobs", "60", "Retention__FinishedJobs", "01:00:00 to 3650.00:00:00")]
    public void So_does_a_bad_schedule(string key, string value, string name, string range)
    {
        var configuration = With((key, value));
        var thrown = Assert.Throws<SettingException>(() =>
            (SchedulesOptions.Read(configuration), AlertOptions.Read(configuration), RetentionOptions.Read(configuration)));
        Assert.Contains(name, thrown.Message, StringComparison.Ordinal);
        Assert.Contains(range, thrown.Message, StringComparison.Ordinal);
    }

    private static IConfiguration With(params (string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value))
        .Build();
}
