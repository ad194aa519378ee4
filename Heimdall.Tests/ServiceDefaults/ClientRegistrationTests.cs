using System.Data.Common;
using Heimdall.ServiceDefaults;
using Heimdall.ServiceDefaults.Broker;
using Heimdall.ServiceDefaults.Health;
using Heimdall.ServiceDefaults.Postgres;
using Heimdall.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;
using RabbitMQ.Client;

namespace Heimdall.Tests.ServiceDefaults;

public sealed class ClientRegistrationTests
{
    [Fact]
    public async Task The_connection_string_comes_by_name_and_wins_over_sections()
    {
        await using var service = await RunningService.StartAsync(
            builder => builder.AddNpgsqlDataSource("heimdall", settings => settings.DisableHealthChecks = true),
            ("ConnectionStrings:heimdall", "Host=by-name;Database=heimdall"),
            ("Aspire:Npgsql:ConnectionString", "Host=common"),
            ("Aspire:Npgsql:heimdall:ConnectionString", "Host=named-section"));

        var source = service.Services.GetRequiredService<NpgsqlDataSource>();

        Assert.Same(source, service.Services.GetRequiredService<DbDataSource>());
        var parsed = new NpgsqlConnectionStringBuilder(source.ConnectionString);
        Assert.Equal(("by-name", "service-under-test"), (parsed.Host, parsed.ApplicationName));
        var connection = service.Services.GetRequiredService<NpgsqlConnection>();
        Assert.Equal("by-name", new NpgsqlConnectionStringBuilder(connection.ConnectionString).Host);
    }

    [Fact]
    public async Task The_named_section_wins_over_the_common_one()
    {
        await using var service = await RunningService.StartAsync(
            builder => builder.AddNpgsqlDataSource("heimdall", settings => settings.DisableHealthChecks = true),
            ("Aspire:Npgsql:ConnectionString", "Host=common"),
            ("Aspire:Npgsql:heimdall:ConnectionString", "Host=named-section"));

        var source = service.Services.GetRequiredService<NpgsqlDataSource>();

        Assert.Equal("named-section", new NpgsqlConnectionStringBuilder(source.ConnectionString).Host);
    }

    [Fact]
    public async Task A_message_that_the_broker_took_is_never_too_large_for_its_reader()
    {
        await using var service = await RunningService.StartAsync(
            builder => builder.AddRabbitMQClient("rabbitmq", settings => settings.DisableHealthChecks = true),
            ("ConnectionStrings:rabbitmq", "amqp://127.0.0.1:1"));

        // RabbitMQ's own largest: one that the client refuses ends the connection, and comes again over the next.
        Assert.Equal(512u * 1024 * 1024, Assert.IsType<ConnectionFactory>(service.Services.GetRequiredService<IConnectionFactory>()).MaxInboundMessageBodySize);
    }

    [Fact]
    public async Task A_missing_connection_string_is_named_when_it_is_needed()
    {
        await using var service = await RunningService.StartAsync(builder =>
        {
            builder.AddNpgsqlDataSource("heimdall");
            builder.AddRabbitMQClient("rabbitmq");
        });

        Assert.Contains(
            "ConnectionStrings:heimdall",
            Assert.Throws<InvalidOperationException>(() => service.Services.GetRequiredService<NpgsqlDataSource>()).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "ConnectionStrings:rabbitmq",
            Assert.Throws<InvalidOperationException>(() => service.Services.GetRequiredService<IConnectionFactory>()).Message,
            StringComparison.Ordinal);
        Assert.Equal(503, (await service.GetAsync("/health")).Status);
    }

    [Fact]
    public async Task A_service_starts_and_stays_ready_without_its_optional_broker()
    {
        await using var service = await RunningService.StartAsync(
            builder => builder.AddRabbitMQClient("rabbitmq", settings => settings.HealthRequirement = HealthRequirement.Optional),
            ("ConnectionStrings:rabbitmq", $"amqp://u:hush@127.0.0.1:{FreePorts.FindBlock(1)}"));

        var (status, body, text) = await service.GetAsync("/health");

        Assert.Equal((200, "degraded"), (status, body.GetProperty("status").GetString()));
        Assert.Equal("degraded", body.GetProperty("checks").GetProperty("RabbitMQ.Client").GetProperty("status").GetString());
        Assert.DoesNotContain("hush", text, StringComparison.Ordinal);
        Assert.DoesNotContain(service.Log.Lines, line => line.Text.Contains("hush", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_service_without_its_database_is_not_ready()
    {
        await using var service = await RunningService.StartAsync(
            builder => builder.AddNpgsqlDataSource("heimdall"),
            ("ConnectionStrings:heimdall", $"Host=127.0.0.1;Port={FreePorts.FindBlock(1)};Username=u;Password=hush;Database=d"));

        var (status, body, text) = await service.GetAsync("/health");

        Assert.Equal(503, status);
        Assert.Equal("unhealthy", body.GetProperty("checks").GetProperty("PostgreSql").GetProperty("status").GetString());
        Assert.DoesNotContain("hush", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_factory_is_bound_from_its_section_and_the_uri_wins()
    {
        await using var service = await RunningService.StartAsync(
            builder => builder.AddRabbitMQClient("rabbitmq", settings => settings.DisableHealthChecks = true),
            ("ConnectionStrings:rabbitmq", "amqp://heimdall:p%40ss@broker:5673"),
            ("Aspire:RabbitMQ:Client:ConnectionFactory:HostName", "elsewhere"),
            ("Aspire:RabbitMQ:Client:rabbitmq:ConnectionFactory:RequestedHeartbeat", "00:00:07"));

        var factory = Assert.IsType<ConnectionFactory>(service.Services.GetRequiredService<IConnectionFactory>());

        Assert.Equal(("broker", 5673, "heimdall", "p@ss"), (factory.HostName, factory.Port, factory.UserName, factory.Password));
        Assert.Equal(TimeSpan.FromSeconds(7), factory.RequestedHeartbeat);
    }

    [Fact]
    public async Task A_broker_string_that_is_no_uri_is_refused_without_being_shown()
    {
        await using var service = await RunningService.StartAsync(
            builder => builder.AddRabbitMQClient("rabbitmq", settings => settings.DisableHealthChecks = true),
            ("ConnectionStrings:rabbitmq", "Host=x;Password=hush"));

        var thrown = Assert.Throws<InvalidOperationException>(() => service.Services.GetRequiredService<IConnectionFactory>());

        Assert.DoesNotContain("hush", thrown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_is_bounded()
    {
        await using var service = await RunningService.StartAsync(_ => { });

        Assert.Equal(
            ServiceDefaultsRegistration.ShutdownTimeout,
            service.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout);
    }
}
