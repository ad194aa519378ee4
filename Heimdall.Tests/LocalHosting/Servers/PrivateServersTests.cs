using Heimdall.LocalHosting;
using Heimdall.LocalHosting.Testing;
using Heimdall.Tests.Servers;
using Npgsql;
using RabbitMQ.Client;

namespace Heimdall.Tests.LocalHosting.Servers;

/// <summary>Real PostgreSQL and RabbitMQ, started by the engine twice on the same data.</summary>
public sealed class PrivateServersTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    private readonly TemporaryDirectory data = new();
    private readonly CancellationTokenSource deadline = new(Deadline);

    public void Dispose()
    {
        deadline.Dispose();
        data.Dispose();
    }

    [ServersFact]
    public async Task Data_passwords_and_messages_outlive_the_system()
    {
        await using (var system = Describe())
        {
            var app = await HealthyAsync(system);
            await ExecuteAsync(app, "create table remembered (what text not null); insert into remembered values ('a recording')");
            await PublishAsync(app, "remembered");
            Assert.Equal("heimdall", await ScalarAsync(app, "select current_database()"));
            Assert.Equal("127.0.0.1", await ScalarAsync(app, "show listen_addresses"));
        }

        await using var again = Describe();
        var restarted = await HealthyAsync(again);
        Assert.Equal("a recording", await ScalarAsync(restarted, "select what from remembered"));
        Assert.Equal("remembered", await ReceiveAsync(restarted));
    }

    [ServersFact]
    public async Task Data_made_with_another_password_are_not_opened_and_the_file_is_named()
    {
        await using (var system = DescribeDatabase())
        {
            await HealthyAsync(system, "heimdall");
        }

        await File.WriteAllTextAsync(data.File("postgres-password.key"), "another\n");
        await using var again = DescribeDatabase();

        var error = await Assert.ThrowsAsync<LocalEngineException>(() => HealthyAsync(again, "heimdall"));

        Assert.Contains(data.File("postgres-password.key"), error.Message, StringComparison.Ordinal);
    }

    private IDistributedApplicationTestingBuilder DescribeDatabase()
    {
        var builder = DistributedApplicationTestingBuilder.Create($"--LocalEngine:DataDirectory={data.Path}");
        builder.AddPostgres("postgres", builder.AddParameter("user", "heimdall")).WithDataVolume().AddDatabase("heimdall");
        return builder;
    }

    private IDistributedApplicationTestingBuilder Describe()
    {
        var builder = DescribeDatabase();
        builder.AddRabbitMQ("rabbitmq", builder.AddParameter("queue-user", "heimdall")).WithDataVolume().WithManagementPlugin();
        return builder;
    }

    private async Task<DistributedApplication> HealthyAsync(IDistributedApplicationTestingBuilder builder, params string[] resources)
    {
        var app = await builder.BuildAsync(deadline.Token);
        await app.StartAsync(deadline.Token);
        foreach (var resource in resources.Length > 0 ? resources : ["heimdall", "rabbitmq"])
        {
            await app.ResourceNotifications.WaitForResourceHealthyAsync(resource, deadline.Token);
        }

        return app;
    }

    private async Task ExecuteAsync(DistributedApplication app, string sql) => await ScalarAsync(app, sql);

    private async Task<object?> ScalarAsync(DistributedApplication app, string sql)
    {
        await using var connection = new NpgsqlConnection(await app.GetConnectionStringAsync("heimdall", deadline.Token) + ";Pooling=false");
        await connection.OpenAsync(deadline.Token);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(deadline.Token);
    }

    private async Task PublishAsync(DistributedApplication app, string text)
    {
        await using var connection = await ConnectAsync(app);
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), deadline.Token);
        await channel.QueueDeclareAsync("kept", durable: true, exclusive: false, autoDelete: false, cancellationToken: deadline.Token);
        await channel.BasicPublishAsync(
            string.Empty, "kept", mandatory: true, new BasicProperties { Persistent = true }, System.Text.Encoding.UTF8.GetBytes(text), deadline.Token);
    }

    private async Task<string?> ReceiveAsync(DistributedApplication app)
    {
        await using var connection = await ConnectAsync(app);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: deadline.Token);
        var message = await channel.BasicGetAsync("kept", autoAck: true, deadline.Token);
        return message is null ? null : System.Text.Encoding.UTF8.GetString(message.Body.Span);
    }

    private async Task<IConnection> ConnectAsync(DistributedApplication app) =>
        await new ConnectionFactory { Uri = new Uri(await app.GetConnectionStringAsync("rabbitmq", deadline.Token) ?? string.Empty) }.CreateConnectionAsync(deadline.Token);
}
