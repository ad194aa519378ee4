using Heimdall.ServiceDefaults.Health;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Heimdall.Tests.ServiceDefaults;

public sealed class HealthTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_service_whose_dependencies_are_well_is_healthy()
    {
        await using var service = await RunningService.StartAsync(builder =>
        {
            builder.AddDependencyCheck("database", HealthRequirement.Required, (_, _) => Task.CompletedTask);
            builder.AddDependencyCheck("store", HealthRequirement.Optional, (_, _) => Task.CompletedTask);
        });

        var (status, body, _) = await service.GetAsync("/health");

        Assert.Equal((200, "healthy"), (status, body.GetProperty("status").GetString()));
        Assert.Equal("healthy", body.GetProperty("checks").GetProperty("store").GetProperty("status").GetString());
        Assert.True(body.GetProperty("checks").GetProperty("database").GetProperty("required").GetBoolean());
        Assert.False(body.GetProperty("checks").GetProperty("store").GetProperty("required").GetBoolean());
    }

    [Fact]
    public async Task Without_an_optional_dependency_it_is_degraded_and_says_which_and_since_when()
    {
        var clock = new ManualTime(Noon);
        var isDown = false;
        await using var service = await RunningService.StartAsync(builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(clock);
            builder.AddDependencyCheck(
                "store", HealthRequirement.Optional, (_, _) => isDown ? throw new IOException("password=hush") : Task.CompletedTask);
        });
        await service.GetAsync("/health");
        isDown = true;
        clock.Now = Noon.AddMinutes(5);
        await service.GetAsync("/health");
        clock.Now = Noon.AddMinutes(9);

        var (status, body, text) = await service.GetAsync("/health");

        Assert.Equal((200, "degraded"), (status, body.GetProperty("status").GetString()));
        var store = body.GetProperty("checks").GetProperty("store");
        Assert.Equal("degraded", store.GetProperty("status").GetString());
        Assert.Equal(Noon.AddMinutes(5), store.GetProperty("since").GetDateTimeOffset());
        Assert.DoesNotContain("hush", text, StringComparison.Ordinal);

        isDown = false;
        Assert.Equal("healthy", (await service.GetAsync("/health")).Body.GetProperty("status").GetString());
        Assert.Single(
            service.Log.Lines,
            line => line.Level == LogLevel.Warning && line.Text.StartsWith("Health of store is Degraded", StringComparison.Ordinal));
        Assert.Single(service.Log.Lines, line => line.Text == "Health of store is restored after 240 s");
    }

    [Fact]
    public async Task Without_a_required_dependency_it_is_not_ready_but_alive()
    {
        await using var service = await RunningService.StartAsync(builder =>
        {
            builder.AddDependencyCheck("database", HealthRequirement.Required, (_, _) => throw new IOException("gone"));
            builder.AddDependencyCheck("store", HealthRequirement.Optional, (_, _) => throw new IOException("gone"));
        });

        var health = await service.GetAsync("/health");
        var alive = await service.GetAsync("/alive");

        Assert.Equal((503, "unhealthy"), (health.Status, health.Body.GetProperty("status").GetString()));
        Assert.Equal((200, """{"status":"healthy"}"""), (alive.Status, alive.Text));
    }

    [Fact]
    public async Task A_dependency_that_hangs_counts_as_failed()
    {
        await using var service = await RunningService.StartAsync(builder => builder.AddDependencyCheck(
            "store", HealthRequirement.Optional, (_, token) => Task.Delay(Timeout.InfiniteTimeSpan, token)));

        Assert.Equal("degraded", (await service.GetAsync("/health")).Body.GetProperty("status").GetString());
    }
}
